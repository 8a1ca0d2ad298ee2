// drydock monitor: what a deployed bundle logged, or what a running one says of itself.
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { MonitorResult } from '../../../app/api/schemas/monitor.ts';
import type { DriftPresetName, DriftReport } from '../../../app/api/schemas/drift.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { AppError } from '../../../app/base/errors.ts';
import { askServer } from '../../../app/monitor/askServer.ts';
import { evaluateMonitorGate, MonitorGateFile, type MonitorGate, type MonitorGateResult } from '../monitorGate.ts';
import { behindText } from '../../../app/api/serverWords.ts';
import { textLive, textMonitor } from '../../../app/monitor/textMonitor.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { reportError } from '../errorReport.ts';
import { readJsonFile } from '../options.ts';
import { figureLine, ruleLine, writeGate, writeJson, writeLine, type OutputOptions } from '../output.ts';
import { waitForJob, type Session } from '../session.ts';

export interface MonitorFlags extends OutputOptions {
  run?: string;
  project?: string;
  labels?: string;
  id?: string;
  target?: string;
  window?: string;
  every?: number;
  preset?: DriftPresetName;
  /** False: the log is not held against what was validated. */
  drift?: boolean;
  gate?: string;
}

/** Exit code: 0 fine, 1 the gate failed. */
export async function monitorCommand(session: Session, logs: string[], flags: MonitorFlags): Promise<number> {
  const isUrl = logs.map((log) => /^https?:\/\//i.test(log));
  if (isUrl.includes(true)) {
    if (logs.length > 1)
      throw new AppError('INVALID_INPUT', 'An address is monitored alone.', { hint: 'Name one address, or folders and files.' });
    return repeat(session, flags.every, () => live(logs[0] ?? '', session.signal, flags));
  }
  const place = findPlace(flags);
  const gate = flags.gate === undefined ? undefined : await readJsonFile(MonitorGateFile, 'gate file', flags.gate);
  requireDrift(flags, gate);
  await session.client['projects.open']({ project: place.project });
  let before: MonitorResult | null = null;
  return repeat(session, flags.every, async () => {
    const result = await importOnce(session, { logs, place, flags, replaces: before?.runId });
    const hasNews = before === null || result.runId !== before.runId;
    before = result;
    const { report } = await session.client['runs.get']({ project: result.project, runId: result.runId });
    if (!report) throw new AppError('CONFLICT', 'The log was read, but it has no figures.', { hint: 'Run the command again.' });
    const drift = await driftOf(session, result);
    const verdict = gate && evaluateMonitorGate(gate, report, drift ?? 'it was not compared');
    if (hasNews) tell(result, report, { flags, drift, verdict });
    return verdict && !verdict.ok ? 1 : 0;
  });
}

/** What is not looked at must not pass, nor be asked for. */
function requireDrift({ drift, preset }: MonitorFlags, gate: MonitorGate | undefined): void {
  const asks = preset === undefined ? (gate?.drift ? 'The gate is about drift' : null) : '--preset is about drift';
  if (drift !== false || asks === null) return;
  throw new AppError('INVALID_INPUT', `${asks}, and --no-drift leaves it out.`, { hint: 'Leave one of the two out.' });
}

/** Null = not asked for; a text = why it could not be compared. */
async function driftOf(session: Session, { project, drift }: MonitorResult): Promise<DriftReport | string | null> {
  if (!drift?.found) return drift?.problem ?? null;
  return (await session.client['drift.get']({ project, driftId: drift.driftId })).report;
}

/** --run is an id with --project, or the path of a run folder. */
function findPlace({ project, run }: MonitorFlags): { project: string; runId?: string } {
  if (project !== undefined) return { project: resolve(project), ...(run !== undefined && { runId: run }) };
  if (run === undefined) {
    throw new AppError('INVALID_INPUT', 'Whose predictions are these?', {
      hint: 'Name the run that the bundle was exported from with --run, or its project with --project.',
    });
  }
  const folder = resolve(run);
  const home = dirname(dirname(folder));
  if (existsSync(join(folder, 'run.json')) && existsSync(join(home, 'drydock.json')))
    return { project: home, runId: basename(folder) };
  throw new AppError('NOT_FOUND', `There is no run ${run}.`, {
    hint: 'Give --project DIR with the id of a run, or the path of a run folder.',
    where: { path: folder },
  });
}

async function importOnce(
  session: Session,
  about: { logs: string[]; place: { project: string; runId?: string }; flags: MonitorFlags; replaces: string | undefined },
): Promise<MonitorResult> {
  const { logs, place, flags, replaces } = about;
  const { labels, id, target, window, preset } = flags;
  const { jobId } = await session.client['monitor.import']({
    ...place,
    paths: logs.map((log) => resolve(log)),
    ...(labels !== undefined && { labels: resolve(labels) }),
    ...(id !== undefined && { id }),
    ...(target !== undefined && { target }),
    ...(window !== undefined && { window }),
    ...(flags.drift === false ? { drift: null } : preset !== undefined && { drift: preset }),
    ...(replaces !== undefined && { replaces, again: true }),
  });
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled')
    throw new AppError('CANCELLED', 'Cancelled: the next reading goes on from where the last one ended.', {
      hint: 'Start it again.',
    });
  return MonitorResult.parse(job.result);
}

function tell(
  result: MonitorResult,
  report: RunReport,
  about: { flags: MonitorFlags; drift: DriftReport | string | null; verdict: MonitorGateResult | undefined },
): void {
  const { flags, drift, verdict } = about;
  if (flags.json) {
    writeJson({
      ...report,
      monitor: result,
      ...(drift !== null && typeof drift !== 'string' && { drift: { ...drift, ...(verdict?.drift && { gate: verdict.drift }) } }),
      ...(verdict && { gate: { ok: verdict.ok, checks: verdict.figures?.checks ?? [] } }),
    });
    return;
  }
  const unicode = process.env['TERM'] !== 'dumb';
  if (!flags.quiet) {
    writeLine(textMonitor(result, report, { unicode }));
    if (result.drift?.found && result.drift.behind !== undefined) writeLine(`\n${behindText(result.drift.behind)}`);
    if (drift !== null)
      writeLine(`\n${typeof drift === 'string' ? `Drift: not compared. ${drift}` : textDrift(drift, { unicode })}`);
  }
  if (verdict) {
    writeGate([...(verdict.figures?.checks ?? []).map(figureLine), ...(verdict.drift?.checks ?? []).map(ruleLine)]);
  }
  if (!flags.quiet) writeLine(`\nRun ${result.runId} in ${result.project}`);
}

async function live(address: string, signal: AbortSignal, flags: MonitorFlags): Promise<number> {
  const figures = await askServer(address, signal);
  if (flags.json) writeJson(figures);
  else if (!flags.quiet) writeLine(textLive(address, figures));
  return 0;
}

/** Once; or again and again until Ctrl+C, with the exit code of the last time. */
async function repeat(session: Session, every: number | undefined, once: () => Promise<number>): Promise<number> {
  let code = await once();
  while (every !== undefined && !session.signal.aborted) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, every * 1000);
      function done(): void {
        clearTimeout(timer);
        session.signal.removeEventListener('abort', done);
        resolve();
      }
      session.signal.addEventListener('abort', done, { once: true });
    });
    if (session.signal.aborted) break;
    try {
      code = await once();
    } catch (error) {
      // It may be gone for a moment only: a watcher that ends would not be there when it comes back.
      reportError(error, {});
    }
  }
  return code;
}
