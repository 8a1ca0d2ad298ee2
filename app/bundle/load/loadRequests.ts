// Requests made of golden rows ahead of time, so that sending costs as little as it can, and what their answers must be.
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { AppError } from '../../base/errors.ts';
import { answerDifference } from '../golden/compareAnswers.ts';
import type { GoldenAnswer } from '../golden/expectedAnswers.ts';
import type { NamedRow } from '../golden/namedRows.ts';
import { rowsForTensors, tensorAnswers, tensorInputs, type JsonTensor } from '../golden/tensorForm.ts';
import type { GoldenFiles } from '../verify/replayGolden.ts';

export interface LoadRequests {
  path: string;
  /** Besides those of JSON. */
  headers?: Record<string, string> | undefined;
  bodies: Buffer[];
  /** What is wrong with an answer to a body, in words; null = nothing, or nothing is known of what it should be. */
  check: ((body: number, answer: string) => string | null) | null;
}

/** Makes requests of so many rows each. */
export type MakeRequests = (rowsPerRequest: number) => LoadRequests;

const mostBodies = 64;
const mostBytes = 32 * 1024 * 1024;

/** Which rows go into which body: one after the other, over and over, each body beginning somewhere else. */
export function rowNumbers(count: number, rowsPerRequest: number, bodies: number): number[][] {
  return Array.from({ length: bodies }, (_, body) => {
    const first = Math.floor((body * count) / bodies);
    return Array.from({ length: rowsPerRequest }, (_unused, at) => (first + at) % count);
  });
}

function bodyCount(rows: readonly NamedRow[], rowsPerRequest: number): number {
  const bytesPerRow = JSON.stringify(rows).length / rows.length;
  const fitting = Math.floor(mostBytes / (bytesPerRow * rowsPerRequest));
  return Math.max(1, Math.min(mostBodies, rows.length, fitting));
}

function firstDifference(
  got: readonly unknown[],
  expected: readonly GoldenAnswer[],
  numbers: readonly number[],
  golden: GoldenFiles,
): string | null {
  if (got.length !== expected.length) return `${got.length} answers for ${expected.length} rows`;
  for (const [index, answer] of expected.entries()) {
    const difference = answerDifference(got[index], answer, golden.tolerance);
    if (difference !== null) return `golden row ${numbers[index]! + 1} ${difference}`;
  }
  return null;
}

/** POST /predict with named rows. */
export function namedRequests(golden: GoldenFiles): MakeRequests {
  return (rowsPerRequest) => {
    const bodies = rowNumbers(golden.requests.length, rowsPerRequest, bodyCount(golden.requests, rowsPerRequest));
    return {
      path: '/predict',
      bodies: bodies.map((numbers) => Buffer.from(JSON.stringify(numbers.map((row) => golden.requests[row])))),
      check: (body, answer) => {
        const numbers = bodies[body]!;
        const expected = numbers.map((row) => golden.responses[row]!);
        return firstDifference(JSON.parse(answer) as unknown[], expected, numbers, golden);
      },
    };
  };
}

/** The infer path of the open protocol with JSON tensors. */
export function tensorRequests(golden: GoldenFiles, model: { name: string; plan: PreparationPlan }): MakeRequests {
  const { plan, name } = model;
  const kept = rowsForTensors(plan, golden.requests);
  if (kept.length === 0) {
    throw new AppError(
      'BUNDLE_INVALID',
      'The policy for missing values rejects every golden row, so none can be sent as tensors.',
      {
        hint: 'Test with named rows.',
      },
    );
  }
  const rows = kept.map((row) => golden.requests[row]!);
  return (rowsPerRequest) => {
    const bodies = rowNumbers(rows.length, rowsPerRequest, bodyCount(rows, rowsPerRequest));
    return {
      path: `/v2/models/${name}/versions/1/infer`,
      bodies: bodies.map((numbers) =>
        Buffer.from(
          JSON.stringify({
            inputs: tensorInputs(
              plan,
              numbers.map((row) => rows[row]!),
            ),
          }),
        ),
      ),
      check: (body, answer) => {
        const numbers = bodies[body]!.map((row) => kept[row]!);
        const { outputs } = JSON.parse(answer) as { outputs: JsonTensor[] };
        const expected = numbers.map((row) => golden.responses[row]!);
        return firstDifference(tensorAnswers(plan, outputs, numbers.length), expected, numbers, golden);
      },
    };
  };
}

/** One row that a server's own description gives as an example: what it must be answered is not known. */
export function exampleRequests(row: unknown): MakeRequests {
  return (rowsPerRequest) => ({
    path: '/predict',
    bodies: [Buffer.from(JSON.stringify(Array.from({ length: rowsPerRequest }, () => row)))],
    check: null,
  });
}
