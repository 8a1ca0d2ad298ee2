import { resolve } from 'node:path';
import type { ProviderName } from '../../../app/api/schemas/runs.ts';
import { AppError } from '../../../app/base/errors.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject, type ProjectFlags } from '../project.ts';
import type { Session } from '../session.ts';

export interface ReplayFlags extends Pick<ProjectFlags, 'project' | 'model'>, OutputOptions {
  provider?: ProviderName;
}

/** Exit code 1 when a row does not get the answer that its test expects. */
export async function replayCommand(session: Session, tests: string, flags: ReplayFlags): Promise<number> {
  if (flags.model === undefined && flags.project === undefined) {
    throw new AppError('INVALID_INPUT', 'There is no model to replay the tests with.', {
      hint: 'Give --model FILE.onnx, or --project DIR to go through its own mapping.',
    });
  }
  const opened = await openProject(session, flags, 'replay');
  try {
    const view = await fillProject(session, opened, flags, flags);
    if (flags.provider !== undefined) {
      const settings = { ...view.settings, provider: flags.provider };
      await session.client['projects.setSettings']({ project: view.project, settings });
    }
    const verdict = await session.client['probe.replay'](
      { project: view.project, path: resolve(tests) },
      { signal: session.signal },
    );
    if (flags.json) writeJson(verdict);
    else {
      if (!flags.quiet)
        for (const { ok, name, detail } of verdict.checks) writeLine(`${ok ? 'ok  ' : 'FAIL'}  ${name}: ${detail}`);
      const failed = verdict.checks.filter(({ ok }) => !ok).length;
      writeLine(
        failed === 0
          ? verdict.checks.length === 1
            ? 'The row gets the answer expected.'
            : `All ${verdict.checks.length} rows get the answers expected.`
          : `${failed} of ${verdict.checks.length} rows do NOT get the answer expected.`,
      );
    }
    return verdict.ok ? 0 : 1;
  } finally {
    await opened.dispose();
  }
}
