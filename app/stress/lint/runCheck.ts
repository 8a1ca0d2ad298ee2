// One check of a graph, in the process that asks the runtime.
import { z } from 'zod';
import { LintSettings, type LintCheck } from '../../api/schemas/lint.ts';
import { Mapping } from '../../api/schemas/mapping.ts';
import { AppError } from '../../base/errors.ts';
import type { OpenModelSession } from '../probe/keptSession.ts';
import { ProbeSubject } from '../probe/subject.ts';
import { readStressTable } from '../stressTable.ts';
import { lintContext, type LintContext } from './lintContext.ts';
import { lintRule } from './registry.ts';

export const LintRequest = z.object({
  subject: ProbeSubject,
  mapping: Mapping,
  settings: LintSettings,
  /** Id of the check. */
  check: z.string(),
});
export type LintRequest = z.output<typeof LintRequest>;

/** Everything is opened anew, so that no check meets what another one left behind. @throws as opening, reading and running do */
export async function runCheck(
  { subject, mapping, settings, check }: LintRequest,
  { openSession, signal }: { openSession: OpenModelSession; signal: AbortSignal },
): Promise<LintCheck> {
  const startedAt = performance.now();
  const rule = lintRule(check);
  if (!rule) throw new AppError('NOT_FOUND', `There is no check “${check}”.`, { hint: 'Start Drydock again.' });
  const { model, plan, data } = subject;
  const open: LintContext['openSession'] = (provider, how) =>
    openSession(model.runPath, { provider, threads: model.threads, ...how });
  const table = await readStressTable({ data, plan, mapping, maxRows: settings.rows, seed: settings.seed, signal });
  const session = await open(model.provider);
  try {
    const context = await lintContext({ session, plan, table, settings, signal, openSession: open });
    const look = await rule.look(context);
    const { id, title, help } = rule;
    const about = { id, title, help, elapsedMs: performance.now() - startedAt };
    return 'skipped' in look
      ? { ...about, state: 'skipped', reason: look.skipped, summary: '', findings: [] }
      : { ...about, state: 'done', reason: null, ...look };
  } finally {
    await session.close();
  }
}
