import { resolve } from 'node:path';
import {
  HardenGate,
  type HardenAcceptance,
  type HardenGateResult,
  type HardenKind,
  type HardenRecord,
  type HardenReport,
} from '../../../app/api/schemas/harden.ts';
import type { MetricName, ProviderName } from '../../../app/api/schemas/runs.ts';
import { whyNoThreshold } from '../../../app/api/decision.ts';
import { AppError } from '../../../app/base/errors.ts';
import { applySteps } from '../../../app/mapping/hardenSteps.ts';
import { writeJsonAtomic } from '../../../app/storage/atomicWrite.ts';
import { evaluateHardenGate } from '../../../app/stress/harden/hardenGate.ts';
import { textHarden } from '../../../app/stress/harden/textHarden.ts';
import { withHint } from '../errorReport.ts';
import { newFile, readJsonFile, readyFor } from '../options.ts';
import { writeGate, writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject, requireReady, type ProjectFlags } from '../project.ts';
import { waitForJob, type Session } from '../session.ts';

export interface HardenFlags extends ProjectFlags, OutputOptions {
  seed?: number;
  budget?: number;
  rows?: number;
  metric?: MetricName;
  costs?: { falsePositive: number; falseNegative: number };
  kinds?: HardenKind[];
  columns?: string[];
  corruptions?: string[];
  coverage?: number;
  level?: number;
  /** True = all, the first of each group. */
  accept?: string[] | true;
  mapOut?: string;
  /** Takes back what was accepted last, and does nothing else. */
  undo?: boolean;
  gate?: string;
  provider?: ProviderName;
  threads?: number;
  name?: string;
}

/** Exit code: 0 fine (an honest "nothing helps" is fine), 1 the gate failed, 130 cancelled. */
export async function hardenCommand(session: Session, flags: HardenFlags): Promise<number> {
  if (flags.undo) return undoCommand(session, flags);
  const gate = flags.gate === undefined ? undefined : await readJsonFile(HardenGate, 'gate file', flags.gate);
  if (flags.accept !== undefined && flags.project === undefined && flags.out === undefined) {
    throw new AppError('INVALID_INPUT', '--accept needs a project that stays.', {
      hint: 'Name one with --project or --out. Without --accept, --map-out alone writes the mapping with the offers to a file.',
    });
  }
  if (flags.mapOut !== undefined) await readyFor(newFile(flags.mapOut, '--map-out'));
  const opened = await openProject(session, flags, 'harden');
  try {
    const view = await fillProject(session, opened, flags, flags);
    requireReady(view);
    const { project } = view;
    const why = flags.costs && view.mapping ? whyNoThreshold(view.mapping.reading) : null;
    if (why !== null) {
      throw new AppError('INVALID_INPUT', `--costs cannot be used: ${why}.`, {
        hint: 'Costs decide the threshold of a model of two classes that gives their scores. Leave them out.',
      });
    }
    if (flags.threads !== undefined) {
      await session.client['projects.setSettings']({ project, settings: { ...view.settings, threads: flags.threads } });
    }
    const { jobId, hardenId } = await session.client['harden.start']({
      project,
      ...(flags.name !== undefined && { name: flags.name }),
      settings: {
        metric: flags.metric ?? null,
        cost: flags.costs ?? null,
        seed: flags.seed ?? 0,
        budgetMinutes: flags.budget ?? null,
        ...(flags.rows !== undefined && { maxRows: flags.rows }),
        kinds: flags.kinds ?? null,
        columns: flags.columns ?? null,
        corruptions: flags.corruptions ?? null,
        ...(flags.coverage !== undefined && { coverage: flags.coverage }),
        ...(flags.level !== undefined && { level: flags.level }),
        provider: flags.provider ?? view.settings.provider,
      },
    });
    const job = await waitForJob(session, jobId, flags);
    const record = await session.client['harden.get']({ project, hardenId });
    const { report } = record;
    if (!report) throw new AppError('CANCELLED', 'Cancelled before anything was tried.', { hint: 'There is nothing to show.' });
    const isCancelled = job.state === 'cancelled';
    const accepted = isCancelled ? [] : await take(session, { project, record, report }, flags);
    const verdict = gate && evaluateHardenGate(gate, report);
    if (flags.json) {
      const { state, stateReason } = record;
      writeJson({ ...report, state, stateReason, accepted, ...(verdict && { gate: verdict }) });
    } else print(record, flags, { accepted, verdict, isCancelled });
    if (isCancelled) return 130;
    return verdict && !verdict.ok ? 1 : 0;
  } catch (error) {
    if (flags.out === undefined) throw error;
    throw withHint(error, `The project so far is kept in ${resolve(flags.out)}: go on with --project, or remove the folder.`);
  } finally {
    await opened.dispose();
  }
}

/** The offers of each acceptance that holds, oldest first. */
function standing(history: readonly HardenAcceptance[]): string[][] {
  return history.filter(({ undoneAt }) => undoneAt === null).map(({ offers }) => offers.map(({ id }) => id));
}

/** One acceptance at a time, as the window does. What was changed by hand since stays. */
async function undoCommand(session: Session, flags: HardenFlags): Promise<number> {
  if (flags.project === undefined || flags.accept !== undefined || flags.mapOut !== undefined) {
    throw new AppError(
      'INVALID_INPUT',
      '--undo takes back what a project accepted last: it needs --project, and nothing to accept.',
      {
        hint: 'drydock harden --project DIR --undo',
      },
    );
  }
  const { view } = await openProject(session, flags, 'harden');
  const { hardening = [] } = await session.client['harden.undo']({ project: view.project });
  const undone = standing(view.hardening ?? []).at(-1) ?? [];
  const left = standing(hardening).flat();
  if (flags.json) writeJson({ undone, left });
  else {
    writeLine(`Taken back: ${undone.join(', ')}.`);
    writeLine(left.length === 0 ? 'The project holds no other repair.' : `The project still holds: ${left.join(', ')}.`);
  }
  return 0;
}

/** Accepts and writes what was asked for; the ids of what was accepted. */
async function take(
  session: Session,
  { project, record, report }: { project: string; record: HardenRecord; report: HardenReport },
  flags: HardenFlags,
): Promise<string[]> {
  const chosen = Array.isArray(flags.accept) && flags.accept.length > 0 ? flags.accept : firstOfEach(report);
  if (flags.mapOut !== undefined) {
    const offers = report.offers.filter(({ id }) => chosen.includes(id));
    const mapping = applySteps(
      record.mapping,
      offers.flatMap(({ steps }) => steps),
    );
    await writeJsonAtomic(resolve(flags.mapOut), mapping);
  }
  if (flags.accept === undefined || chosen.length === 0) return [];
  await session.client['harden.accept']({ project, hardenId: record.id, offers: chosen });
  return chosen;
}

function firstOfEach({ offers }: HardenReport): string[] {
  return offers
    .filter(({ id, group }) => group === null || offers.find((other) => other.group === group)?.id === id)
    .map(({ id }) => id);
}

function print(
  record: HardenRecord,
  flags: HardenFlags,
  { accepted, verdict, isCancelled }: { accepted: string[]; verdict: HardenGateResult | undefined; isCancelled: boolean },
): void {
  if (record.state === 'partial')
    writeLine(`NOT COMPLETE (${record.stateReason ?? ''}): what follows was tried until then; what is proved is proved.\n`);
  if (!flags.quiet && record.report) writeLine(textHarden(record.report));
  if (accepted.length > 0) writeLine(`\nAccepted: ${accepted.join(', ')}. The mapping of the project holds them now.`);
  if (isCancelled && (flags.accept !== undefined || flags.mapOut !== undefined))
    writeLine('\nCancelled: nothing was accepted, and no mapping was written.');
  else if (flags.mapOut !== undefined) writeLine(`\nMapping with the changes: ${resolve(flags.mapOut)}`);
  if (verdict) {
    writeGate(
      verdict.checks.map(({ ok, what, limit, value }) => ({
        ok,
        text: `${what} ${limit}: ${value === null ? 'undefined' : String(value)}`,
      })),
    );
  }
  const kept = flags.out ?? flags.project;
  if (kept !== undefined) writeLine(`\nHardening run ${record.id} in ${resolve(kept)}`);
}
