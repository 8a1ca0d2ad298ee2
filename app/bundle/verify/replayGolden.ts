// Golden rows against a running server: as named rows through /predict and as tensors through the open protocol.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { AppError } from '../../base/errors.ts';
import { askServer, type ServerAddress } from './askServer.ts';
import { answerDifference, Tolerance } from '../golden/compareAnswers.ts';
import type { GoldenAnswer } from '../golden/expectedAnswers.ts';
import type { NamedRow } from '../golden/namedRows.ts';
import { rowsForTensors, tensorAnswers, tensorInputs, type JsonTensor } from '../golden/tensorForm.ts';

export interface GoldenFiles {
  requests: NamedRow[];
  responses: GoldenAnswer[];
  tolerance: Tolerance;
}

async function readLines(folder: string, name: string): Promise<unknown[]> {
  const text = await readFile(join(folder, name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as unknown[])[0]);
}

export async function readGoldenFiles(folder: string): Promise<GoldenFiles> {
  const requests = (await readLines(folder, 'golden/requests.jsonl')) as NamedRow[];
  const responses = (await readLines(folder, 'golden/responses.jsonl')) as GoldenAnswer[];
  const tolerance = Tolerance.parse(JSON.parse(await readFile(join(folder, 'golden/tolerance.json'), 'utf8')));
  if (requests.length === 0 || requests.length !== responses.length) {
    throw new AppError('BUNDLE_INVALID', 'golden/requests.jsonl and golden/responses.jsonl do not match.', {
      hint: 'Export the bundle again.',
    });
  }
  return { requests, responses, tolerance };
}

async function post(server: ServerAddress, path: string, body: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  const { status, text } = await askServer(server, path, body, signal);
  if (status !== 200) throw new Error(`POST ${path} answered ${status}: ${text.slice(0, 300)}`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`POST ${path} answered what is no JSON`);
  }
}

/** What is wrong with the answers to these golden rows (0-based), by row. */
interface Difference {
  rows: number[];
  text: string;
}

function differences(answers: unknown, expected: GoldenAnswer[], tolerance: Tolerance, rows: number[]): Difference[] {
  if (!Array.isArray(answers) || answers.length !== expected.length) {
    return [{ rows, text: `${expected.length} answers were expected` }];
  }
  return expected.flatMap((answer, index) => {
    const difference = answerDifference(answers[index], answer, tolerance);
    const row = rows[index]!;
    return difference === null ? [] : [{ rows: [row], text: `golden row ${row + 1} ${difference}` }];
  });
}

/** All rows in one request, then each of the first ten alone: a batch and a single row must agree. */
export async function replayPredict(server: ServerAddress, golden: GoldenFiles, signal?: AbortSignal): Promise<string[]> {
  const { requests, responses, tolerance } = golden;
  const all = await post(server, '/predict', requests, signal);
  const found = differences(all, responses, tolerance, [...requests.keys()]);
  for (const index of [...requests.keys()].slice(0, 10)) {
    const one = await post(server, '/predict', [requests[index]], signal);
    // A row that is wrong among the others is not told a second time for being wrong alone.
    if (found.some(({ rows }) => rows.includes(index))) continue;
    found.push(
      ...differences(one, [responses[index]!], tolerance, [index]).map(({ rows, text }) => ({
        rows,
        text: `asked alone, ${text}`,
      })),
    );
  }
  return found.map(({ text }) => text);
}

/** Rows that the policy rejects are left out: tensors cannot say "no prediction". */
export async function replayTensors(
  server: ServerAddress,
  model: { name: string; plan: PreparationPlan },
  golden: GoldenFiles,
  signal?: AbortSignal,
): Promise<{ rows: number; found: string[] }> {
  const { plan, name } = model;
  const kept = rowsForTensors(plan, golden.requests);
  if (kept.length === 0) return { rows: 0, found: [] };
  const inputs = tensorInputs(
    plan,
    kept.map((row) => golden.requests[row]!),
  );
  const answer = (await post(server, `/v2/models/${name}/versions/1/infer`, { id: 'golden', inputs }, signal)) as {
    id?: string;
    outputs: JsonTensor[];
  };
  const found = answer.id === 'golden' ? [] : ['the id of the request is not given back'];
  const expected = kept.map((row) => golden.responses[row]!);
  found.push(
    ...differences(tensorAnswers(plan, answer.outputs, kept.length), expected, golden.tolerance, kept).map(({ text }) => text),
  );
  return { rows: kept.length, found };
}
