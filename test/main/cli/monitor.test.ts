import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import type { DriftReport } from '../../../app/api/schemas/drift.ts';
import { ingest } from '../../../app/data/ingest.ts';
import { DriftRequest } from '../../../app/drift/driftRequest.ts';
import { readDriftRecord } from '../../../app/drift/driftStore.ts';
import { runDrift } from '../../../app/drift/runDrift.ts';
import { createJobs } from '../../../app/jobs/jobs.ts';
import { MonitorResult, ReadLogRequest } from '../../../app/api/schemas/monitor.ts';
import { importLog } from '../../../app/monitor/importLog.ts';
import { lastReading } from '../../../app/monitor/lastReading.ts';
import { monitorFolder } from '../../../app/monitor/monitorFolder.ts';
import { recordLogged, RecordRequest } from '../../../app/monitor/recordLogged.ts';
import { deployedOf } from '../../../app/runs/deployedOf.ts';
import { runRows } from '../../../app/runs/evaluateRun.ts';
import { folderOfRun } from '../../../app/runs/runFolder.ts';
import { readRunRecord, readRunReport } from '../../../app/runs/runStore.ts';
import { createCardStore } from '../../../app/workbench/cardStore.ts';
import { createMonitorHandlers } from '../../../app/workbench/monitorHandlers.ts';
import { createOpenProjects } from '../../../app/workbench/openProjects.ts';
import { monitorCommand, type MonitorFlags } from '../../../main/cli/commands/monitor.ts';
import { waitForJob, type Session } from '../../../main/cli/session.ts';
import { exportableRun, exported, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installBundle, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';
import { query } from '../../app/runs/support/prepareRun.ts';

const example = new URL('../../../examples/birdstrikes/', import.meta.url).pathname;
const sql = `SELECT 'strike ' || row_number() OVER () AS strike, * FROM (SELECT * FROM read_parquet('${example}strikes.parquet') LIMIT 300)`;

let run: ExportableRun;
let logs: string;
let labels: string;
let server: RunningServer;
let session: Session;

/** The part of the workbench that the command speaks to, in this process. */
function createSession(): Session {
  const cacheDir = join(run.root, 'cache');
  const projects = createOpenProjects({
    cards: createCardStore('test'),
    modelCache: cacheDir,
    uploads: join(run.root, 'uploads'),
    log: () => undefined,
  });
  const work: Record<string, (input: unknown) => Promise<unknown>> = {
    ingest: (input) => ingest(input as Parameters<typeof ingest>[0], { cacheDir }),
    readLog: (input) => importLog(ReadLogRequest.parse(input)),
    recordLogged: (input) => recordLogged(RecordRequest.parse(input)),
    drift: (input) => runDrift(DriftRequest.parse(input)),
  };
  const jobs = createJobs();
  const handlers = createMonitorHandlers({
    projects,
    jobs,
    tasks: {
      run: async (kind, input) => work[kind]?.(JSON.parse(JSON.stringify(input))),
      ask: () => Promise.reject(new Error('Nothing is asked.')),
    },
    caches: { models: cacheDir, data: cacheDir },
    memoryLimit: async () => ({}),
  });
  const { signal } = new AbortController();
  const client = {
    'projects.open': async ({ project }: { project: string }) => {
      await projects.useModel(project, { path: run.request.model.path });
      await projects.useData(project, run.request.data);
    },
    'monitor.import': (input: Parameters<(typeof handlers)['monitor.import']>[0]) =>
      handlers['monitor.import'](input, { signal }),
    'runs.get': async ({ project, runId }: { project: string; runId: string }) => ({
      record: await readRunRecord(folderOfRun(project, runId)),
      report: await readRunReport(folderOfRun(project, runId)),
    }),
    'drift.get': ({ project, driftId }: { project: string; driftId: string }) => readDriftRecord(folderOfRun(project, driftId)),
    'jobs.follow': ({ after }: { after: number }) => jobs.follow({ after, signal }),
    'jobs.cancel': async () => undefined,
  };
  return { client, signal, close: async () => undefined, kill: () => undefined } as unknown as Session;
}

beforeAll(async () => {
  const model = await readFile(join(example, 'model.onnx'));
  run = await exportableRun({ model, sql, roles: { target: 'Damage', time: 'Flight Date', id: 'strike' } });
  const { path } = await exported(run);
  const bundle = join(run.root, 'unpacked');
  await mkdir(bundle);
  await installBundle(path, bundle);
  logs = join(run.root, 'logs');
  server = await startServer(bundle, { DRYDOCK_LOG_DIR: logs, DRYDOCK_LOG_ID: 'strike' });

  const rows = await query(`SELECT * FROM read_parquet('${run.dataPath}')`);
  const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
  const sent = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  for (let from = 0; from < sent.length; from += 100) {
    const answer = await server.post('/predict', sent.slice(from, from + 100));
    expect(answer.status).toBe(200);
  }
  const { classes } = run.request.mapping.reading;
  const byFeedback = rows.filter((row, index) => index % 2 === 0 && classes.includes(String(row['Damage'])));
  const feedback = byFeedback.map((row) => ({ id: row['strike'], label: row['Damage'] }));
  expect(feedback.length).toBeGreaterThan(100);
  expect((await server.post('/v2/models/strike-damage/feedback', feedback)).status).toBe(202);
  labels = join(run.root, 'labels.csv');
  const rest = rows.filter((row) => !byFeedback.includes(row));
  await writeFile(
    labels,
    ['strike,Damage', ...rest.map((row) => `${String(row['strike'])},${String(row['Damage'])}`)].join('\n'),
  );
  session = createSession();
}, 120_000);
afterAll(async () => {
  await server.stop();
  await run.remove();
});
afterEach(() => vi.restoreAllMocks());

/** Without drift where that is not what is looked at: it takes seconds. */
async function monitor(given: string[], flags: MonitorFlags): Promise<{ code: number; out: string }> {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    return { code: await monitorCommand(session, given, { drift: false, ...flags }), out };
  } finally {
    vi.restoreAllMocks();
  }
}

type Document = RunReport & { monitor: MonitorResult; drift?: DriftReport & { gate?: { ok: boolean } }; gate?: { ok: boolean } };
const documentOf = ({ out }: { out: string }): Document => JSON.parse(out) as Document;

describe('drydock monitor', () => {
  it('tells live figures of a running server by its address', async () => {
    const { out } = await monitor([server.url], {});
    expect(out).toMatch(/Requests: 3; rows: 300, 0 of these without a prediction/);
    expect(out).toMatch(/Log: \d+ rows written, 0 lost/);
    expect(out).toMatch(/live figures only/);
  });

  it('gives exactly the figures of the validation on the same rows, from labels by feedback and by table', async () => {
    await server.stop();
    const validated = await readRunReport(run.folder);
    const half = documentOf(await monitor([logs], { run: run.folder.dir, json: true }));
    expect(half.labelled).toBeGreaterThan(100);
    expect(half.labelled).toBeLessThan(160);
    const whole = documentOf(await monitor([logs], { run: run.folder.dir, labels, json: true }));
    expect(whole.monitor).toMatchObject({ rows: 300, labelled: validated?.labelled, refused: 0, unmatched: 0 });
    const counted = ['accuracy', 'balancedAccuracy', 'precision', 'recall', 'f1', 'mcc', 'rocAuc', 'averagePrecision'] as const;
    for (const name of counted) expect([name, whole.metrics[name]]).toEqual([name, validated?.metrics[name]]);
    // Sums over rows are put together by window, and the windows of the log are others: the last digit may differ.
    for (const name of ['logLoss', 'brier', 'ece'] as const) {
      for (const end of ['value', 'low', 'high'] as const) {
        expect(whole.metrics[name]?.[end]).toBeCloseTo(validated?.metrics[name]?.[end] ?? NaN, 13);
      }
    }
    expect(whole.confusion).toEqual(validated?.confusion);
    expect(whole.predictedCounts).toEqual(validated?.predictedCounts);
    expect(whole.provider).toBe('deployed bundle');
  });

  it('has the inputs of the validated data under their names and in their types', async () => {
    const { monitor: result } = documentOf(await monitor([logs], { project: run.projectDir, json: true }));
    const log = await ingest(
      { paths: [join(result.project, 'log.parquet')], options: {} },
      { cacheDir: join(run.root, 'cache') },
    );
    const features = run.request.mapping.inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column));
    for (const name of features) {
      const [was, is] = [run.request.data, log].map(({ columns }) => columns.find((column) => column.name === name));
      expect({ name, missing: is?.missing, distinct: is?.distinct }).toEqual({
        name,
        missing: was?.missing,
        distinct: was?.distinct,
      });
    }
    // Everything that works on runs works on it: here the rows behind a mark.
    const record = await readRunRecord(folderOfRun(result.project, result.runId));
    expect(record.deployed).toEqual({ runId: run.folder.id, refused: 0, unmatched: 0 });
    const page = await runRows(
      { runDir: folderOfRun(result.project, result.runId).dir, data: log },
      { filters: [] },
      { offset: 0, limit: 5, filters: [] },
    );
    expect(page.total).toBe(300);
    expect(page.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['predicted', 'actual', ...features]));
  });

  it('says in words what came, and keeps the run where nothing is new', async () => {
    const first = await monitor([logs], { project: run.projectDir });
    expect(first.out).toMatch(/Log: 300 rows in 2 files/);
    expect(first.out).toMatch(/Labels: 300 rows; by feedback after/);
    const again = await monitor([logs], { project: run.projectDir });
    const runOf = (text: string): string | undefined => /Run (\S+) in/.exec(text)?.[1];
    expect(runOf(again.out)).toBe(runOf(first.out));
  });

  it('tells labels that the model does not know, which count as wrong as in any validation', async () => {
    const odd = join(run.root, 'odd.csv');
    await writeFile(odd, 'strike,Damage\nstrike 1,Total loss\nstrike 2,Total loss\nstrike 3,gone\n');
    const text = (await monitor([logs], { project: run.projectDir, labels: odd })).out;
    expect(text).toMatch(
      /^Labels that the model does not know, each counted as wrong: 3 rows: Total loss 2 \(66\.7 %\), gone 1 /m,
    );
    const document = documentOf(await monitor([logs], { project: run.projectDir, labels: odd, json: true }));
    expect(document.monitor.unknownLabels).toEqual(document.unknownLabels);
    expect(document.unknownLabels).toEqual([
      { label: 'Total loss', count: 2 },
      { label: 'gone', count: 1 },
    ]);
    // As they were, for what follows.
    await monitor([logs], { project: run.projectDir, labels });
    await writeFile(odd, `strike,Damage\n${(await readFile(labels, 'utf8')).split('\n').slice(1, 4).join('\n')}`);
    await monitor([logs], { project: run.projectDir, labels: odd });
  });

  it('is kept with how it was read, in a project that knows whose log it is; other windows are another run', async () => {
    const { monitor: result } = documentOf(await monitor([logs], { project: run.projectDir, window: 'rows:100', json: true }));
    const reading = await lastReading(monitorFolder(run.projectDir, run.folder.id));
    expect(reading).toMatchObject({ request: { paths: [logs], window: 'rows:100' }, result: { runId: result.runId, rows: 300 } });
    const { settings } = await readRunRecord(folderOfRun(result.project, result.runId));
    expect(settings.window).toBe('rows:100');
    expect(await deployedOf(result.project)).toMatchObject({ project: run.projectDir, runId: run.folder.id });
    expect(await deployedOf(run.projectDir)).toBeNull();
    expect(await lastReading(monitorFolder(run.projectDir, 'another'))).toBeNull();
  });

  it('holds the log against what was validated, once for what came: the same rows do not drift', async () => {
    const first = documentOf(await monitor([logs], { project: run.projectDir, window: 'rows:150', drift: true, json: true }));
    expect(first.drift).toMatchObject({ preset: 'drydock', dataset: { share: 0, verdict: 'none' }, reference: { rows: 300 } });
    // Fed by the model, and what it said, and the labels.
    const roles = new Set(first.drift?.columns.map(({ role }) => role));
    expect([...roles].sort()).toEqual(['feature', 'prediction', 'score', 'target']);
    expect(first.drift?.estimates?.map(({ method }) => method)).toContain('cbpe');
    const again = documentOf(await monitor([logs], { project: run.projectDir, window: 'rows:150', drift: true, json: true }));
    expect(again.monitor.drift).toEqual(first.monitor.drift);
    const without = documentOf(await monitor([logs], { project: run.projectDir, json: true }));
    expect(without.monitor.drift).toBeNull();
    expect(without.drift).toBeUndefined();
    const peers = documentOf(await monitor([logs], { project: run.projectDir, preset: 'evidently', drift: true, json: true }));
    expect(peers.drift?.preset).toBe('evidently');
    await expect(monitor([logs], { project: run.projectDir, preset: 'evidently' })).rejects.toThrow(/--no-drift/);
  });

  it('ends with 1 where the gate fails, and does not guess whose log it is', async () => {
    const gate = join(run.root, 'gate.json');
    await writeFile(gate, '{"accuracy": {"min": 0.999}}');
    expect((await monitor([logs], { project: run.projectDir, gate })).code).toBe(1);
    await expect(monitor([logs], {})).rejects.toThrow(/Whose predictions/);
    await expect(monitor([logs], { run: join(run.root, 'nowhere') })).rejects.toThrow(/There is no run/);
  });

  it('is not to be exported as if it had been validated', async () => {
    const { monitor: result } = documentOf(await monitor([logs], { project: run.projectDir, json: true }));
    const request = { ...run.exportRequest(join(run.root, 'no.zip')), projectDir: result.project, runId: result.runId };
    const { exportBundle } = await import('../../../app/bundle/exportBundle.ts');
    await expect(exportBundle(request, run.context)).rejects.toThrow(/not a validation/);
    await rm(join(run.root, 'no.zip'), { force: true });
  });

  it('finds what changed since the deployment, says so in words, and gates on it', async () => {
    const [file = ''] = (await readdir(logs)).filter((name) => name.startsWith('predictions'));
    const faster = join(run.root, 'faster');
    await mkdir(faster);
    interface Line {
      time: string;
      id: string;
      inputs: Record<string, unknown>;
    }
    const later = (await readFile(join(logs, file), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((text): string => {
        const line = JSON.parse(text) as Line;
        const speed = line.inputs['Speed IAS in knots'];
        const inputs = { ...line.inputs, 'Speed IAS in knots': typeof speed === 'number' ? 1.852 * speed : null };
        return JSON.stringify({ ...line, inputs, id: `late ${line.id}`, time: line.time.replace('20', '21') });
      });
    await writeFile(join(faster, file), `${later.join('\n')}\n`);
    const gate = join(run.root, 'drift-gate.json');
    await writeFile(gate, '{"accuracy": {"min": 0.1}, "drift": {"columns": {"Speed IAS in knots": {"max": 0.1}}}}');
    const flags = { project: run.projectDir, window: 'rows:150', gate, drift: true };
    const { code, out } = await monitor([faster], flags);
    expect(code).toBe(1);
    expect(out).toMatch(/^Drift · preset drydock · log\.parquet: 600 rows in 4 windows/m);
    expect(out).toMatch(/^LOOK: The data change, since 21/m);
    // Half of the rows have no label yet: that is no drift of the labels.
    expect(out).not.toMatch(/Labels drift/);
    expect(out).toMatch(/Speed IAS in knots .* looks like a unit error ×1\.85 /);
    expect(out).toMatch(/^ {2}pass {2}accuracy at least 0\.1/m);
    expect(out).toMatch(/^ {2}FAIL {2}Speed IAS in knots: Wasserstein distance/m);
    const document = documentOf(await monitor([faster], { ...flags, json: true }));
    expect(document.gate?.ok).toBe(false);
    expect(document.drift?.gate?.ok).toBe(false);
    expect(document.monitor.drift).toMatchObject({ found: true, verdict: { action: 'look' } });
  });

  it('read again and again, is compared anew only when enough has come, and says so', async () => {
    const place = { project: run.projectDir, runId: run.folder.id };
    const reading = await lastReading(monitorFolder(run.projectDir, run.folder.id));
    const before = reading?.result;
    if (!reading || !before?.drift?.found) throw new Error('the log was compared');
    const faster = join(run.root, 'faster');
    const [file = ''] = await readdir(faster);
    const few = (await readFile(join(faster, file), 'utf8')).trimEnd().split('\n').slice(0, 3);
    await writeFile(join(faster, `later-${file}`), `${few.map((line) => line.replaceAll('late ', 'later ')).join('\n')}\n`);
    const again = async (): Promise<MonitorResult> => {
      const asked = { ...place, ...reading.request, replaces: before.runId, again: true };
      const { jobId } = await session.client['monitor.import'](asked);
      return MonitorResult.parse((await waitForJob(session, jobId, { quiet: true })).result);
    };
    const after = await again();
    expect(after.rows).toBeGreaterThan(before.rows);
    expect(after.runId).not.toBe(before.runId);
    expect(after.drift).toEqual({ ...before.drift, behind: before.rows });
    // What was found goes with the run of the log that is there now.
    const record = await readDriftRecord(folderOfRun(after.project, before.drift.driftId));
    expect(record).toMatchObject({ runId: after.runId, settings: { runId: after.runId }, data: { rows: before.rows } });
  });

  it('compares the other columns where some were kept out of the log, or are hashes there', async () => {
    await rm(monitorFolder(run.projectDir, run.folder.id).dir, { recursive: true });
    const faster = join(run.root, 'faster');
    const file = (await readdir(faster)).find((name) => name.startsWith('predictions')) ?? '';
    const guarded = join(run.root, 'guarded');
    await mkdir(guarded);
    const lines = (await readFile(join(faster, file), 'utf8')).trimEnd().split('\n');
    const written = lines.map((text, row) => {
      const line = JSON.parse(text) as { inputs: Record<string, unknown> };
      const { 'Wildlife Size': _leftOut, ...inputs } = line.inputs;
      return JSON.stringify({
        ...line,
        inputs: { ...inputs, 'Phase of flight': `c0ffee${row % 7}` },
        hashed: ['Phase of flight'],
      });
    });
    await writeFile(join(guarded, file), `${written.join('\n')}\n`);
    const { drift } = documentOf(await monitor([guarded], { project: run.projectDir, drift: true, json: true }));
    const columns = new Map(drift?.columns.map((column) => [column.name, column]));
    expect(columns.get('Speed IAS in knots')).toMatchObject({ verdict: 'drift' });
    expect(columns.get('Speed IAS in knots')?.damage).toBeTruthy();
    const keptOut = 'kept out of the prediction log';
    expect(drift?.leftOut).toEqual(
      expect.arrayContaining([
        { column: 'Wildlife Size', reason: keptOut },
        { column: 'Phase of flight', reason: keptOut },
        { column: 'Phase of flight (hashed)', reason: 'not in the reference' },
        { column: 'prediction', reason: 'what the log says of each row' },
      ]),
    );
    // Nothing that every log has is told as lacking in what was validated.
    expect(drift?.leftOut.filter(({ reason }) => reason === 'not in the reference')).toHaveLength(1);
    // That they are not there is no fault of the data.
    expect(drift?.verdict.action).toBe('look');
  });
});
