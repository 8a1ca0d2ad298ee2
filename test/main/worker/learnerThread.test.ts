import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { learnTogether, type LearnRequest, type LearnTogether } from '../../../app/drift/together/learnTogether.ts';
import { threadLearner } from '../../../main/worker/learnerThread.ts';
import { bundleEntry } from '../../support/bundleEntry.ts';

let program: string;
let inThread: LearnTogether;
beforeAll(async () => {
  program = await bundleEntry('main/worker/learner.ts');
  inThread = threadLearner(pathToFileURL(program));
});
afterAll(() => rm(program, { force: true }));

/** Six windows, one of them the reference's and one empty; the last ones are moved in the first column. */
function request(rowCount: number): LearnRequest {
  const random = new Random(1);
  const part = (rows: number, moved = 0): Float64Array[] =>
    [0, 1, 2].map((c) =>
      Float64Array.from({ length: rows }, () => (c === 2 ? random.integer(3) : random.normal() + (c === 0 ? moved : 0))),
    );
  const parts = [
    part(rowCount),
    part(rowCount),
    part(0),
    part(rowCount),
    part(rowCount, 1),
    part(rowCount, 1),
    part(rowCount, 0.5),
  ];
  return { rows: { reference: part(2 * rowCount), isCategory: [false, false, true] }, parts, inside: [0] };
}

describe('the learner thread', () => {
  it('learns the same as the main thread, and tells how far it is', async () => {
    const told: [number, number][] = [];
    const onWindow = (done: number, total: number): void => void told.push([done, total]);
    const found = await inThread(request(100), { onWindow, signal: undefined });
    expect(found).toEqual(await learnTogether(request(100), { onWindow: () => undefined, signal: undefined }));
    expect(found.classified.map((one) => one !== null)).toEqual([false, true, false, true, true, true, true]);
    expect(found.classified[4]?.rocAuc).toBeGreaterThan(0.65);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7].map((done) => [done, 7]));
  });

  it('ends on a cancel, before it has begun and in the midst of it', async () => {
    const signal = AbortSignal.abort();
    await expect(inThread(request(100), { onWindow: () => undefined, signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    const controller = new AbortController();
    let windows = 0;
    const onWindow = (): void => {
      windows++;
      controller.abort();
    };
    const cut = inThread(request(4_000), { onWindow, signal: controller.signal });
    await expect(cut).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(windows).toBeLessThan(7);
  });

  it('fails where the thread does', async () => {
    const nowhere = threadLearner(pathToFileURL(`${program}.missing`));
    await expect(nowhere(request(10), { onWindow: () => undefined, signal: undefined })).rejects.toThrow(/Cannot find module/);
  });
});
