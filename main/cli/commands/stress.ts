import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ProviderName } from '../../../app/api/schemas/runs.ts';
import type { StressGateResult, StressMetric, StressRecord } from '../../../app/api/schemas/stress.ts';
import { AppError } from '../../../app/base/errors.ts';
import { writeFileAtomic } from '../../../app/storage/atomicWrite.ts';
import { evaluateStressGate, StressGateFile } from '../../../app/stress/stressGate.ts';
import { textStress } from '../../../app/stress/textStress.ts';
import { withHint } from '../errorReport.ts';
import { reportFile, readJsonFile, readyFor } from '../options.ts';
import { writeGate, writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject, requireReady, type ProjectFlags } from '../project.ts';
import { waitForJob, type Session } from '../session.ts';

export interface StressFlags extends ProjectFlags, OutputOptions {
  seed?: number;
  budget?: number;
  metric?: StressMetric;
  corruptions?: string[];
  columns?: string[];
  rows?: number;
  floor?: number;
  baseline?: string;
  gate?: string;
  provider?: ProviderName;
  threads?: number;
  name?: string;
  report?: string;
}

/** Exit code: 0 fine, 1 the gate failed, 130 cancelled. A budget that is used up is fine. */
export async function stressCommand(session: Session, flags: StressFlags): Promise<number> {
  const gate = flags.gate === undefined ? undefined : await readJsonFile(StressGateFile, 'gate file', flags.gate);
  const reportPath = flags.report === undefined ? null : reportFile(flags.report);
  if (reportPath !== null) await readyFor(reportPath);
  const opened = await openProject(session, flags, 'stress');
  try {
    const view = await fillProject(session, opened, flags, flags);
    const { project } = view;
    requireReady(view);
    if (flags.threads !== undefined) {
      await session.client['projects.setSettings']({ project, settings: { ...view.settings, threads: flags.threads } });
    }
    const { jobId, stressId } = await session.client['stress.start']({
      project,
      ...(flags.name !== undefined && { name: flags.name }),
      settings: {
        metric: flags.metric ?? null,
        seed: flags.seed ?? 0,
        budgetMinutes: flags.budget ?? null,
        ...(flags.rows !== undefined && { maxRows: flags.rows }),
        corruptions: flags.corruptions ?? null,
        columns: flags.columns ?? null,
        floor: flags.floor ?? null,
        baseline: flags.baseline === undefined ? null : baselineOf(flags.baseline),
        provider: flags.provider ?? view.settings.provider,
      },
    });
    const job = await waitForJob(session, jobId, flags);
    const record = await session.client['stress.get']({ project, stressId });
    const { report } = record;
    if (!report) throw new AppError('CANCELLED', 'Cancelled before anything was found.', { hint: 'There are no figures.' });
    const verdict = gate && evaluateStressGate(gate, report);
    if (reportPath !== null) {
      const { path } = await session.client['stress.report']({ project, stressId });
      await writeFileAtomic(reportPath, await readFile(path));
    }
    if (flags.json)
      writeJson({ ...report, state: record.state, stateReason: record.stateReason, ...(verdict && { gate: verdict }) });
    else print(record, flags, verdict);
    if (job.state === 'cancelled') return 130;
    return verdict && !verdict.ok ? 1 : 0;
  } catch (error) {
    if (flags.out === undefined) throw error;
    throw withHint(error, `The project so far is kept in ${resolve(flags.out)}: go on with --project, or remove the folder.`);
  } finally {
    await opened.dispose();
  }
}

/** The id of a run of the same project, or the path of the folder of any. */
function baselineOf(text: string): string {
  return existsSync(resolve(text)) ? resolve(text) : text;
}

function print(record: StressRecord, flags: StressFlags, verdict: StressGateResult | undefined): void {
  const { report } = record;
  if (record.state === 'partial')
    writeLine(`NOT COMPLETE (${record.stateReason ?? ''}): what follows is what it found until then.\n`);
  if (!flags.quiet && report) writeLine(textStress(report, { unicode: process.env['TERM'] !== 'dumb' }));
  if (verdict) {
    writeGate(
      verdict.checks.map(({ ok, corruption, at, figure, limit, detail }) => {
        const what = corruption === null ? figure : `${corruption} at ${String(at)}: ${figure}`;
        return { ok, text: `${what} ${limit}: ${detail}` };
      }),
    );
  }
  const kept = flags.out ?? flags.project;
  if (kept !== undefined) writeLine(`\nStress run ${record.id} in ${resolve(kept)}`);
}
