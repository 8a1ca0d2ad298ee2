import { afterEach, describe, expect, it } from 'vitest';
import { LoadSettings } from '../../../../app/api/schemas/load.ts';
import { loadServer } from '../../../../app/bundle/load/loadServer.ts';
import { rowNumbers, type LoadRequests } from '../../../../app/bundle/load/loadRequests.ts';
import { createUsageMeter, processUsage, usageFromPs } from '../../../../app/bundle/load/processUsage.ts';
import { runStep, type StepPlan } from '../../../../app/bundle/load/runStep.ts';
import { SampledAnswers } from '../../../../app/bundle/load/sampledAnswers.ts';
import { startProcess } from '../../../../main/worker/startProcess.ts';
import { httpsServer } from '../../../support/ownCertificate.ts';
import { startToyServer, type ToyOptions, type ToyServer } from './support/toyServer.ts';

let server: ToyServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const requests: LoadRequests = { path: '/predict', bodies: [Buffer.from('[{"a":1}]'), Buffer.from('[{"a":2}]')], check: null };
const meter = createUsageMeter(null, 0);

async function toy(options: ToyOptions): Promise<ToyServer> {
  return (server = await startToyServer(options));
}

function run(
  url: string,
  load: StepPlan['load'],
  more: { signal?: AbortSignal; requests?: LoadRequests; seconds?: number } = {},
) {
  const sample = new SampledAnswers();
  const plan = { load, rowsPerRequest: 1, seconds: more.seconds ?? 1 };
  // What the host of a test takes must not decide what it sees.
  const readStolen = (): null => null;
  const step = runStep(plan, { url, requests: more.requests ?? requests, meter, sample, readStolen, signal: more.signal });
  return step.then((done) => ({ step: done, answers: sample.totals }));
}

describe('a closed loop', () => {
  it('keeps so many requests under way: the latency is the throughput turned over (Little)', async () => {
    const { url } = await toy({ serviceMs: () => 4 });
    const { step } = await run(url, { mode: 'closed', concurrency: 4 });
    expect(step.errors).toBe(0);
    const underWay = (step.ratePerSecond.value! * step.meanMs!) / 1000;
    expect(underWay).toBeGreaterThan(3.4);
    expect(underWay).toBeLessThan(4.4);
  });

  it('counts answers other than 200 as failures, with the words of the first', async () => {
    const { url } = await toy({ serviceMs: () => 1, answer: () => ({ status: 429, body: '{"error":"Too many"}' }) });
    const { step } = await run(url, { mode: 'closed', concurrency: 2 });
    expect(step.requests).toBe(0);
    expect(step.errors).toBeGreaterThan(5);
    expect(step.errorText).toBe('answer 429: {"error":"Too many"}');
  });
});

describe('an open loop', () => {
  it('counts from the moment a request was due: a stall of the server is felt by all that came meanwhile', async () => {
    // A stall of half a second: a closed loop of one would see it once.
    const stallAt = 60;
    const { url } = await toy({ serviceMs: (served) => (served === stallAt ? 500 : 1) });
    const { step } = await run(url, { mode: 'open', ratePerSecond: 100, seed: 1 }, { seconds: 2 });
    expect(step.errors).toBe(0);
    // A quarter of the requests came while it stood still.
    expect(step.p99Ms.value).toBeGreaterThan(350);
    // However slow the machine is: a request that was not held up takes a few milliseconds of its own.
    expect(step.p90Ms.value).toBeGreaterThan(150);
    expect(step.sentLateMs).not.toBeNull();
  });

  it('offers its rate whatever the server does', async () => {
    const { url, served } = await toy({ serviceMs: () => 20 });
    const { step } = await run(url, { mode: 'open', ratePerSecond: 200, seed: 2 });
    // 50 a second are served: the rest waits longer and longer.
    expect(step.ratePerSecond.value).toBeLessThan(60);
    expect(step.requests + step.errors).toBeGreaterThan(120);
    expect(step.stable).toBe(false);
    expect(served()).toBeGreaterThan(0);
  });
});

describe('a step', () => {
  it('ends soon after it is cancelled and leaves nothing under way', async () => {
    const { url, served } = await toy({ serviceMs: () => 5 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const startedAt = performance.now();
    await expect(
      run(url, { mode: 'open', ratePerSecond: 400, seed: 1 }, { signal: controller.signal, seconds: 30 }),
    ).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(performance.now() - startedAt).toBeLessThan(1_300);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(served()).toBeLessThan(120);
  });

  it('finds wrong answers among right ones', async () => {
    const { url } = await toy({
      serviceMs: () => 1,
      answer: (body, served) => ({
        status: 200,
        body: JSON.stringify([{ prediction: body.includes('2') && served < 50 ? 9 : 1 }]),
      }),
    });
    const check = (_body: number, answer: string): string | null => (answer.includes('9') ? 'predicts 9 instead of 1' : null);
    const { answers } = await run(url, { mode: 'closed', concurrency: 1 }, { requests: { ...requests, check } });
    expect(answers.wrong).toBe(1);
    expect(answers.checked).toBeGreaterThan(1);
    expect(answers.examples).toEqual(['predicts 9 instead of 1']);
  });
});

describe('a whole test', () => {
  it(
    'of an address sends the example of its description, and says that answers were not compared',
    { timeout: 60_000 },
    async () => {
      const description = (body: string): string =>
        JSON.stringify({
          paths: { '/predict': { post: { requestBody: { content: { 'application/json': { example: [JSON.parse(body)] } } } } } },
        });
      const seen = new Set<string>();
      const { url } = await toy({
        serviceMs: () => 1,
        answer: (body) => {
          if (body !== '') seen.add(body);
          return { status: 200, body: body === '' ? description('{"age":4}') : '[{"prediction":1}]' };
        },
      });
      const progress: string[] = [];
      const settings = LoadSettings.parse({ seconds: 0.25, ratePerSecond: 1, p99Ms: 5_000 });
      const result = await loadServer(`${url}/`, null, settings, { onProgress: ({ stage }) => progress.push(stage) });
      expect([...seen].map((body) => (JSON.parse(body) as unknown[])[0])).toEqual(Array.from(seen, () => ({ age: 4 })));
      expect(result).toMatchObject({
        ok: true,
        oneIsEnough: true,
        memoryPeakBytes: null,
        plan: { replicas: { min: 1, wanted: 2 } },
      });
      expect(result.plan!.perReplica.cores).toBeNull();
      expect(result.warnings.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['load-usage-unknown', 'load-answers-unknown']),
      );
      expect(progress).toEqual(expect.arrayContaining(['warm-up', '1 at a time', '4 rows a request']));
    },
  );

  it('of an address where nothing answers says so', async () => {
    const { url } = await toy({ serviceMs: () => 1 });
    await server?.close();
    server = undefined;
    await expect(loadServer(url, null, LoadSettings.parse({}), {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of an address whose certificate is of no known authority says that, with what to do', async () => {
    const own = await httpsServer();
    const address = `https://127.0.0.1:${String(own.port)}`;
    try {
      await expect(loadServer(address, null, LoadSettings.parse({}), {})).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `${address}/openapi.json is not asked: its certificate is of no authority that is known here.`,
        hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as unknown,
      });
    } finally {
      own.server.close();
    }
  });
});

describe('rows of requests', () => {
  it('go round, and every body begins somewhere else', () => {
    expect(rowNumbers(5, 3, 5)).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 0],
      [4, 0, 1],
    ]);
  });
});

describe('what a process uses', () => {
  it('is summed with all that it started', async () => {
    if (process.platform === 'win32') return;
    // By its own processor time: on a busy machine the same work takes longer. It ends with its parent, whose pipe it reads.
    const work = `const b = Buffer.alloc(60e6, 1); while (process.cpuUsage().user < 1e6) b[0] += 1; process.stdin.resume()`;
    const script = `require('node:child_process').spawn(process.execPath, ['-e', '${work}'], { stdio: ['pipe', 'inherit', 'inherit'] }); setInterval(() => {}, 1e6)`;
    const parent = startProcess('node', ['-e', script], { cwd: '/', env: {} });
    try {
      const read = (): ReturnType<typeof processUsage> => processUsage(parent.pid!, startProcess);
      await expect.poll(async () => (await read())?.cpuSeconds ?? 0, { timeout: 60_000 }).toBeGreaterThan(0.8);
      expect((await read())!.memoryBytes).toBeGreaterThan(100e6);
    } finally {
      const children = (await processUsage(parent.pid!, startProcess)) !== null;
      expect(children).toBe(true);
      parent.kill('SIGKILL');
      await parent.exited;
    }
  }, 90_000);

  it('is read out of ps on other systems', () => {
    const output =
      '    1     0   1000   1:00.50\n   10     1   2048   0:01.25\n   11    10   1024  01:00:02\n   12    11    512 1-00:00:01\n   20     1  9999   9:00.00\n';
    expect(usageFromPs(output, 10)).toEqual({ cpuSeconds: 1.25 + 3602 + 86_401, memoryBytes: (2048 + 1024 + 512) * 1024 });
    expect(usageFromPs(output, 99)).toBeNull();
  });
});
