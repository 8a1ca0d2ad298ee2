// A running server against the bundle: what it says of itself, golden rows both ways, description, figures, speed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleManifest } from '../../api/schemas/bundles.ts';
import { PreparationPlan } from '../../api/schemas/mapping.ts';
import { statedParameters } from '../../prepare/decision.ts';
import type { Checks } from './checks.ts';
import { askServer, getJson, getText, type ServerAddress } from './askServer.ts';
import { readGoldenFiles, replayPredict, replayTensors, type GoldenFiles } from './replayGolden.ts';

const slowestMedianMs = 2000;
const timedRows = 20;

/** Time of single rows, one after the other. Says nothing about load; finds a server that is no longer usable. */
async function singleRowTimes(
  server: ServerAddress,
  { requests }: GoldenFiles,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < timedRows; at += 1) {
    const startedAt = performance.now();
    const { status } = await askServer(server, '/predict', [requests[at % requests.length]], signal);
    if (status !== 200) throw new Error(`POST /predict answered ${status}.`);
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b);
}

/** Labels of the sample that says what is served. */
function servedModel(metrics: string): Record<string, string> {
  const labels = /^drydock_model_info\{(.*)\} 1$/m.exec(metrics)?.[1] ?? '';
  return Object.fromEntries(Array.from(labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g), ([, name, value]) => [name!, value!]));
}

/** How answers come about, as a server states it (and may state anything). */
function decisionText(parameters: unknown): string {
  if (parameters === null || parameters === undefined) return 'that of the model alone';
  if (typeof parameters !== 'object') return JSON.stringify(parameters);
  return Object.entries(parameters)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${JSON.stringify(value)}`)
    .join(', ');
}

function predictedSoFar(metrics: string): number {
  return Number(/^drydock_rows_total\{route="predict"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

export const serverChecks = 7;

/**
 * Runs every check of a server that is ready against the unpacked bundle in `folder`.
 * @param of.isAlone whether nobody else asks this server: its counters must then say exactly what was asked here.
 */
export async function checkServer(
  of: ServerAddress & { folder: string; manifest: BundleManifest; isAlone: boolean },
  checks: Checks,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { folder, manifest, isAlone } = of;
  const plan = PreparationPlan.parse(JSON.parse(await readFile(join(folder, 'model/preprocess.json'), 'utf8')));
  const golden = await readGoldenFiles(folder);
  let before = 0;
  await checks.run('model', async () => {
    const metrics = await getText(of, '/metrics', signal);
    before = predictedSoFar(metrics);
    const served = servedModel(metrics);
    const differs = (name: string, expected: string): string[] =>
      served[name] === expected ? [] : [`the ${name} is ${served[name] ?? 'not told'} instead of ${expected}`];
    return {
      problems: [
        ...differs('name', manifest.name),
        ...differs('sha256', manifest.model.sha256),
        ...differs('onnxruntime', manifest.runtime.onnxruntime),
      ],
      fine: `model ${manifest.model.sha256.slice(0, 12)} on ONNX Runtime ${manifest.runtime.onnxruntime}`,
    };
  });
  await checks.run('metadata', async () => {
    const metadata = await getJson(of, `/v2/models/${manifest.name}`, signal);
    const inputs = metadata['inputs'] as { name: string }[];
    const names = inputs.map((input) => input.name).join(', ');
    const expected = plan.inputs.map((input) => input.input).join(', ');
    const decision = decisionText(metadata['parameters']);
    const validated = decisionText(statedParameters(plan)?.parameters);
    return {
      problems: [
        ...(names === expected ? [] : [`the inputs are ${names} instead of ${expected}`]),
        ...(decision === validated ? [] : [`the decision is ${decision} instead of ${validated}`]),
      ],
      fine: [
        `${inputs.length} inputs as validated`,
        ...(plan.threshold === undefined ? [] : [`decided at ${String(plan.threshold)}`]),
        ...(plan.calibration ? [`scores calibrated (${plan.calibration.kind})`] : []),
        ...(plan.abstain ? [`unsure answers marked (${plan.abstain.kind})`] : []),
      ].join(', '),
    };
  });
  await checks.run('named rows', async () => {
    const problems = await replayPredict(of, golden, signal);
    return { problems, fine: `${golden.requests.length} golden rows got the validated answers from /predict` };
  });
  await checks.run('tensors', async () => {
    const { rows, found } = await replayTensors(of, { name: manifest.name, plan }, golden, signal);
    return { problems: found, fine: `${rows} golden rows got the validated answers from the Open Inference Protocol` };
  });
  await checks.run('description', async () => {
    const served = await getJson(of, '/openapi.json', signal);
    const shipped = JSON.parse(await readFile(join(folder, 'openapi.json'), 'utf8')) as unknown;
    return {
      problems:
        JSON.stringify(served) === JSON.stringify(shipped) ? [] : ['the served description is not openapi.json of the bundle'],
      fine: 'openapi.json is served',
    };
  });
  await checks.run('metrics', async () => {
    const rows = predictedSoFar(await getText(of, '/metrics', signal)) - before;
    const expected = golden.requests.length + Math.min(10, golden.requests.length);
    const right = isAlone ? rows === expected : rows >= expected;
    return {
      problems: right ? [] : [`/metrics counts ${rows} rows instead of ${expected}`],
      fine: `/metrics counts ${rows} rows`,
    };
  });
  await checks.run('latency', async () => {
    const times = await singleRowTimes(of, golden, signal);
    const median = times[times.length >> 1]!;
    const said = `a single row takes ${median.toFixed(1)} ms (median of ${times.length}), at most ${times.at(-1)!.toFixed(1)} ms`;
    return { problems: median <= slowestMedianMs ? [] : [`${said}; more than ${slowestMedianMs} ms is not usable`], fine: said };
  });
}
