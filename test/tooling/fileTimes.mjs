// A reporter of vitest for test/run.mjs: writes how long each file of tests took, its imports and hooks included, to the file that
// DRYDOCK_FILE_TIMES names.
import { writeFileSync } from 'node:fs';

export default class FileTimes {
  onTestRunEnd(modules) {
    const times = modules.map((module) => {
      const { prepareDuration, environmentSetupDuration, setupDuration, collectDuration, duration } = module.diagnostic();
      const all = prepareDuration + environmentSetupDuration + setupDuration + collectDuration + duration;
      return { name: module.relativeModuleId, seconds: all / 1000 };
    });
    const target = process.env.DRYDOCK_FILE_TIMES;
    if (target) writeFileSync(target, JSON.stringify(times));
  }
}
