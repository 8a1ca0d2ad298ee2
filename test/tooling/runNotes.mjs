// A reporter of vitest for test/run.mjs: writes to the file that DRYDOCK_RUN_NOTES names how long each file of tests took, its
// imports and hooks included, and which tests passed at their second try only, with what was wrong with the first.
import { writeFileSync } from 'node:fs';

export default class RunNotes {
  onTestRunEnd(modules) {
    const files = modules.map((module) => {
      const { prepareDuration, environmentSetupDuration, setupDuration, collectDuration, duration } = module.diagnostic();
      const all = prepareDuration + environmentSetupDuration + setupDuration + collectDuration + duration;
      return { name: module.relativeModuleId, seconds: all / 1000 };
    });
    const secondTries = modules.flatMap((module) =>
      [...module.children.allTests('passed')]
        .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
        .map((test) => ({
          name: `${module.relativeModuleId} > ${test.fullName}`,
          why: test.result().errors?.[0]?.stack ?? 'unknown',
        })),
    );
    const target = process.env.DRYDOCK_RUN_NOTES;
    if (target) writeFileSync(target, JSON.stringify({ files, secondTries }));
  }
}
