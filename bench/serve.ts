// The server of a bundle under load: what was predicted against what is then measured, beside a hand-written server in Python, and
// beside the bare runtime. All on one machine, taking turns; the better of two turns counts.
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { predictedP99 } from '../app/api/loadCurve.ts';
import { loadFigure } from '../app/api/loadWords.ts';
import { LoadSettings, type LoadStep } from '../app/api/schemas/load.ts';
import { PreparationPlan } from '../app/api/schemas/mapping.ts';
import { RunSettings } from '../app/api/schemas/runs.ts';
import { exportBundle } from '../app/bundle/exportBundle.ts';
import { withServer } from '../app/bundle/load/loadBundle.ts';
import { namedRequests, type LoadRequests } from '../app/bundle/load/loadRequests.ts';
import { measureLoad, type LoadTarget } from '../app/bundle/load/measureLoad.ts';
import { createUsageMeter } from '../app/bundle/load/processUsage.ts';
import { runStep, type StepPlan } from '../app/bundle/load/runStep.ts';
import { SampledAnswers } from '../app/bundle/load/sampledAnswers.ts';
import { intactBundle } from '../app/bundle/verify/intactBundle.ts';
import { provideRuntime } from '../app/bundle/verify/provideRuntime.ts';
import { readGoldenFiles, type GoldenFiles } from '../app/bundle/verify/replayGolden.ts';
import { ingest } from '../app/data/ingest.ts';
import { openSession } from '../app/inference/runtime.ts';
import { preparationPlan } from '../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../app/mapping/suggestMapping.ts';
import { openModel } from '../app/model/openModel.ts';
import { neededOutputs } from '../app/prepare/predictions.ts';
import { createPreparer } from '../app/prepare/preparer.ts';
import { rowsToBatch } from '../app/prepare/rows.ts';
import { createProject } from '../app/runs/projectStore.ts';
import { createRun } from '../app/runs/runStore.ts';
import { validate } from '../app/runs/validate.ts';
import { startProcess } from '../main/worker/startProcess.ts';
import { environment } from './peers.ts';

interface Bundle {
  folder: string;
  name: string;
  plan: PreparationPlan;
  golden: GoldenFiles;
}

/** Where the model runs: in processes of its own, as by default, or in the server's (ISOLATION=none), as in the hand-written server. */
type Place = 'own' | 'same';

interface Pair {
  place: Place;
  what: string;
  own: LoadStep;
  peer: LoadStep | null;
}

/** At one rate, in milliseconds: what each turn predicted, and what it then measured. */
interface Prediction {
  network: string;
  rate: number;
  turns: { predicted: number; measured: number }[];
}

export interface ServeResults {
  predictions: Prediction[];
  pairs: Pair[];
  /** Why there is no peer. */
  why: string | null;
  binary: BinaryPair[];
}

/** The same batch of one float32 matrix over and over: through the server, and in a loop that has it in memory. */
interface BinaryPair {
  place: Place;
  network: string;
  rows: number;
  rowsPerSecond: number;
  bareRowsPerSecond: number;
}

interface Files {
  dataPath: string;
  modelPath: string;
  /** Its weights make most of the time of a request the model's own. */
  largerModelPath: string;
}

interface Workplace {
  folder: string;
  cacheDir: string;
  say: (text: string) => void;
}

const stepSeconds = 4;
const binaryRows = [256, 2_048];

/** A bundle as it is exported, unpacked, with its runtime. */
async function exportedBundle(
  { dataPath, modelPath }: Omit<Files, 'largerModelPath'>,
  { folder, cacheDir }: Workplace,
): Promise<Bundle> {
  const opened = await openModel(modelPath, { cacheDir });
  const data = await ingest({ paths: [dataPath], options: {} }, { cacheDir });
  const mapping = suggestMapping(opened.card, data, { target: 'label', time: 'at' });
  const plan = preparationPlan(opened.card, data, mapping);
  const settings = RunSettings.parse({});
  const { dir } = await createProject({ name: 'serve', projectsFolder: folder });
  const versions = { drydock: '0', onnxruntime: '0', node: process.versions.node, duckdb: '0' };
  const run = await createRun(dir, { model: opened.card, data, mapping, plan, settings, versions });
  await validate(
    { runDir: run.folder.dir, model: opened.card, runPath: opened.runPath, data, mapping, settings, provider: 'cpu' },
    {},
  );
  const serverDist = fileURLToPath(new URL('../server', import.meta.url));
  const out = join(folder, 'serve.zip');
  await exportBundle(
    { projectDir: dir, runId: run.folder.id, out, name: 'serve', serverDist },
    { openModel: async () => opened, openData: async () => data },
  );
  const unpacked = await mkdtemp(join(folder, 'serve-'));
  const manifest = await intactBundle(out, unpacked);
  await provideRuntime(join(unpacked, 'server'), { startProcess });
  const text = await readFile(join(unpacked, 'model/preprocess.json'), 'utf8');
  return {
    folder: unpacked,
    name: manifest.name,
    plan: PreparationPlan.parse(JSON.parse(text)),
    golden: await readGoldenFiles(unpacked),
  };
}

const meter = createUsageMeter(null, 0);

function step(url: string, requests: LoadRequests, plan: StepPlan): Promise<LoadStep> {
  return runStep(plan, { url, requests, meter, sample: new SampledAnswers() });
}

function closed(concurrency: number, rowsPerRequest: number): StepPlan {
  return { load: { mode: 'closed', concurrency }, rowsPerRequest, seconds: stepSeconds };
}

const better = (a: LoadStep | null, b: LoadStep): LoadStep =>
  a && (a.ratePerSecond.value ?? 0) >= (b.ratePerSecond.value ?? 0) ? a : b;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/**
 * A whole load test, then each rate again for longer, with other moments; three times, since the machine itself becomes faster and slower
 * within minutes, and up to twice more where the host took processors all the time. Rates are shares of what the first of them found.
 */
async function predictions(network: string, target: LoadTarget, say: Workplace['say']): Promise<Prediction[]> {
  const found: Prediction[] = [];
  const isEnough = (): boolean => found.length > 0 && found.every(({ turns }) => turns.length >= 3);
  for (let turn = 0; turn < 5 && !isEnough(); turn++) {
    const measured = await measureLoad(target, LoadSettings.parse({ seconds: stepSeconds / 2, p99Ms: 50 }), {});
    const most = measured.saturation?.ratePerSecond.value ?? 0;
    if (turn === 0) found.push(...[0.3, 0.6, 0.75].map((share) => ({ network, rate: share * most, turns: [] })));
    for (const { rate, turns } of found) {
      const predicted = predictedP99(measured, rate);
      const again = await step(target.url, target.makeRequests(1), {
        load: { mode: 'open', ratePerSecond: rate, seed: 1000 + Math.round(rate) + turn },
        rowsPerRequest: 1,
        seconds: stepSeconds * 2,
      });
      const { value } = again.p99Ms;
      const isDisturbed = again.stolen?.leftOutSeconds === 0;
      if (predicted && value !== null && !isDisturbed) turns.push({ predicted: predicted.value, measured: value });
      const note = isDisturbed ? ', but the host took processors all the time' : '';
      say(
        `${network} network, p99 at ${loadFigure(rate)}/s: predicted ${loadFigure(predicted?.value ?? null)} ms, measured ${loadFigure(value)} ms${note}`,
      );
    }
  }
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The hand-written server, for as long as the work takes; null where there is no Python. */
async function withPeer<T>(bundle: Bundle, work: (url: string | null, why: string | null) => Promise<T>): Promise<T> {
  const made = environment('fastapi');
  if ('why' in made) return work(null, made.why);
  const port = await freePort();
  const columns = bundle.plan.inputs.flatMap(({ features }) => features.map(({ column }) => column));
  const peer = startProcess(
    made.python,
    ['-m', 'uvicorn', 'serve:app', '--host', '127.0.0.1', '--port', String(port), '--log-level', 'warning'],
    {
      cwd: fileURLToPath(new URL('../../bench/peers', import.meta.url)),
      env: { MODEL: join(bundle.folder, 'model/model.onnx'), COLUMNS: JSON.stringify(columns) },
    },
  );
  let output = '';
  peer.onOutput((text) => (output = `${output}${text}`.slice(-1000)));
  const url = `http://127.0.0.1:${String(port)}`;
  try {
    for (let time = 0; ; time++) {
      if (
        await fetch(`${url}/openapi.json`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        break;
      if (time === 100) return await work(null, `it does not start: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return await work(url, null);
  } finally {
    peer.kill('SIGKILL');
    await peer.exited;
  }
}

const places: Record<Place, string> = { own: 'processes of its own', same: 'the process of the server' };

const loads: [what: string, rows: number, concurrency: number][] = [
  ['single rows, 1 at a time', 1, 1],
  ['single rows, 16 at a time', 1, 16],
  ['single rows, 64 at a time', 1, 64],
  ['64 rows a request, 16 at a time', 64, 16],
];

async function againstPeer(
  own: string,
  { bundle, place }: { bundle: Bundle; place: Place },
  say: Workplace['say'],
): Promise<Pick<ServeResults, 'pairs' | 'why'>> {
  return withPeer(bundle, async (peer, why) => {
    const pairs: Pair[] = [];
    for (const [what, rows, concurrency] of loads) {
      const requests = namedRequests(bundle.golden)(rows);
      const pair: Partial<Pair> = {};
      for (let turn = 0; turn < 2; turn++) {
        pair.own = better(pair.own ?? null, await step(own, requests, closed(concurrency, rows)));
        if (peer !== null)
          pair.peer = better(pair.peer ?? null, await step(peer, { ...requests, check: null }, closed(concurrency, rows)));
      }
      pairs.push({ place, what, own: pair.own!, peer: pair.peer ?? null });
      say(
        `${places[place]}, ${what}: ${loadFigure(pair.own!.ratePerSecond.value)} requests/s, the hand-written server ${loadFigure(pair.peer?.ratePerSecond.value ?? null)}`,
      );
    }
    return { pairs, why };
  });
}

/** Rows a second of a loop over one batch in memory, and of the server that gets the same numbers as binary tensors. */
async function againstRuntime(
  url: string,
  bundle: Bundle,
  { place, network, rows: count }: Pick<BinaryPair, 'place' | 'network' | 'rows'>,
): Promise<BinaryPair> {
  const { plan, golden } = bundle;
  const rows = Array.from({ length: count }, (_, at) => golden.requests[at % golden.requests.length]!);
  const { tensors } = createPreparer(plan).prepare(rowsToBatch(plan, rows));
  const [input] = Object.values(tensors);
  if (!input || !(input.data instanceof Float32Array)) throw new Error('The model of this bench takes one float32 matrix.');
  const body = Buffer.from(input.data.buffer, input.data.byteOffset, input.data.byteLength);
  const headers = { 'Content-Type': 'application/octet-stream', 'Inference-Header-Content-Length': '0' };
  const requests = { path: `/v2/models/${bundle.name}/versions/1/infer`, headers, bodies: [body], check: null };
  const session = await openSession(join(bundle.folder, 'model/model.onnx'), { provider: 'cpu' });
  const outputs = neededOutputs(plan);
  const bare = async (): Promise<number> => {
    const start = performance.now();
    let done = 0;
    for (; performance.now() - start < stepSeconds * 1000; done++) await session.run(tensors, outputs);
    return (done * count * 1000) / (performance.now() - start);
  };
  try {
    let own: LoadStep | null = null;
    let loop = 0;
    for (let turn = 0; turn < 2; turn++) {
      loop = Math.max(loop, await bare());
      own = better(own, await step(url, requests, closed(4, count)));
    }
    if (own?.errorText) throw new Error(own.errorText);
    return { place, network, rows: count, rowsPerSecond: (own?.ratePerSecond.value ?? 0) * count, bareRowsPerSecond: loop };
  } finally {
    await session.close();
  }
}

function served<T>(bundle: Bundle, place: Place, work: (target: LoadTarget) => Promise<T>): Promise<T> {
  const settings: Record<string, string> = place === 'same' ? { ISOLATION: 'none' } : {};
  const asked = { folder: bundle.folder, makeRequests: namedRequests(bundle.golden), settings };
  return withServer(asked, { startProcess }, work);
}

async function binaryOf(bundle: Bundle, network: string, say: Workplace['say']): Promise<BinaryPair[]> {
  const pairs: BinaryPair[] = [];
  for (const rows of binaryRows) {
    for (const place of ['own', 'same'] as const) {
      const pair = await served(bundle, place, ({ url }) => againstRuntime(url, bundle, { place, network, rows }));
      say(
        `${places[place]}, binary tensors of ${String(rows)} rows, ${network} network: ${loadFigure(pair.rowsPerSecond)} rows/s, bare ${loadFigure(pair.bareRowsPerSecond)}`,
      );
      pairs.push(pair);
    }
  }
  return pairs;
}

export async function measureServe({ dataPath, modelPath, largerModelPath }: Files, place: Workplace): Promise<ServeResults> {
  const { say } = place;
  say('exporting bundles to serve');
  const bundle = await exportedBundle({ dataPath, modelPath }, place);
  const larger = await exportedBundle(
    { dataPath, modelPath: largerModelPath },
    { ...place, folder: join(place.folder, 'larger') },
  );
  const ofPlace = (place: Place): Promise<Pick<ServeResults, 'pairs' | 'why'>> =>
    served(bundle, place, ({ url }) => againstPeer(url, { bundle, place }, say));
  const { pairs, why } = await ofPlace('own');
  pairs.push(...(await ofPlace('same')).pairs);
  const told = [
    ...(await served(bundle, 'own', (target) => predictions('small', target, say))),
    ...(await served(larger, 'own', (target) => predictions('larger', target, say))),
  ];
  return {
    predictions: told,
    pairs,
    why,
    binary: [...(await binaryOf(bundle, 'small', say)), ...(await binaryOf(larger, 'larger', say))],
  };
}

const ratio = (a: number | null | undefined, b: number | null | undefined): string => (a && b ? (a / b).toFixed(2) : '–');

/** The results as a section of Markdown. */
export function serveTable({ predictions: told, pairs, why, binary }: ServeResults): string {
  return [
    'The server of a bundle with its defaults, two-layer network of 20,738 weights, 30 named columns. *Hand-written*: FastAPI on uvicorn with onnxruntime, ' +
      `one process, its defaults${why === null ? '' : ` (left out: ${why})`}. Server and load generator share the cores.`,
    '',
    '| inference in | load | requests/s | p99 ms | hand-written requests/s | p99 ms | throughput ratio | p99 ratio |',
    '|---|---|--:|--:|--:|--:|--:|--:|',
    ...pairs.map(
      ({ place, what, own, peer }) =>
        `| ${[
          places[place],
          what,
          loadFigure(own.ratePerSecond.value),
          loadFigure(own.p99Ms.value),
          loadFigure(peer?.ratePerSecond.value ?? null),
          loadFigure(peer?.p99Ms.value ?? null),
          ratio(own.ratePerSecond.value, peer?.ratePerSecond.value),
          ratio(own.p99Ms.value, peer?.p99Ms.value),
        ].join(' | ')} |`,
    ),
    '',
    'Predicted by a load test, then measured at that rate; three times in turns, medians. Moments in which the host took processors are left out of both.',
    '',
    '| network | rate | p99 predicted ms | measured ms | of the turns | ratio |',
    '|---|--:|--:|--:|--:|--:|',
    ...told.map(({ network, rate, turns }) => {
      if (turns.length === 0) return `| ${network} | ${loadFigure(rate)}/s | – | the host took processors all the time | – | – |`;
      const measured = turns.map((turn) => turn.measured);
      const predicted = median(turns.map((turn) => turn.predicted));
      const range = `${loadFigure(Math.min(...measured))} to ${loadFigure(Math.max(...measured))}`;
      return `| ${network} | ${loadFigure(rate)}/s | ${loadFigure(predicted)} | ${loadFigure(median(measured))} | ${range} | ${median(turns.map((turn) => turn.predicted / turn.measured)).toFixed(2)} |`;
    }),
    '',
    'Binary tensors, 4 requests at a time, against a bare loop of onnxruntime-node over the same batch (larger network: 279,554 weights):',
    '',
    '| inference in | network | rows a request | rows/s | bare loop rows/s | ratio |',
    '|---|---|--:|--:|--:|--:|',
    ...binary.map(
      ({ place, network, rows, rowsPerSecond, bareRowsPerSecond }) =>
        `| ${places[place]} | ${network} | ${rows.toLocaleString('en-US')} | ${loadFigure(rowsPerSecond)} | ${loadFigure(bareRowsPerSecond)} | ${ratio(rowsPerSecond, bareRowsPerSecond)} |`,
    ),
  ].join('\n');
}
