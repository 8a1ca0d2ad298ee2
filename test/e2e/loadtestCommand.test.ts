// `drydock loadtest` as a person and as a CI job call it, on a bundle of the bird-strikes example.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapacityPlan } from '../../app/api/schemas/capacity.ts';
import { LoadResult } from '../../app/api/schemas/load.ts';
import { drydock, temporaryHome } from '../support/drydock.ts';

const { home, remove } = temporaryHome();
afterAll(remove);
let project = '';
let runDir = '';
let bundle = '';

beforeAll(async () => {
  const { stdout } = await drydock(home, ['example', 'birdstrikes', '--json']);
  const made = JSON.parse(stdout) as { project: string; runId: string; bundle: { path: string } };
  project = made.project;
  runDir = join(project, 'runs', made.runId);
  bundle = made.bundle.path;
});

const short = ['--seconds', '0.25'];

describe('drydock loadtest', () => {
  it('prints the document, passes its gate, and keeps plan and result with the run', async () => {
    const asked = ['--rate', '2', '--p99', '5000', '--gate', '--project', project];
    const { code, stdout, stderr } = await drydock(home, ['loadtest', bundle, ...short, ...asked, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const result = LoadResult.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ ok: true, oneIsEnough: true, answers: { wrong: 0 }, plan: { replicas: { min: 1 } } });
    expect(LoadResult.parse(JSON.parse(readFileSync(join(runDir, 'load.json'), 'utf8')))).toEqual(result);
    const plan = CapacityPlan.safeParse(result.plan);
    expect(existsSync(join(runDir, 'capacity.json'))).toBe(plan.success);
    if (process.platform === 'linux') expect(plan.success).toBe(true);
  });

  it('ends with exit code 1 where no replicas meet the goal, and says why', async () => {
    const { code, stdout } = await drydock(home, ['loadtest', bundle, ...short, '--p99', '0.01']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/replicas do not make that less than 0\.01 ms\.$/m);
  });

  it('ends soon after Ctrl+C with exit code 130, and leaves no server and no files behind', async () => {
    const leftOvers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('drydock-load-'));
    const before = leftOvers();
    const isUnderWay = (): boolean =>
      leftOvers().some((name) => !before.includes(name) && existsSync(join(tmpdir(), name, 'server/node_modules')));
    let at = 0;
    const interruptWhen = (): boolean => {
      if (isUnderWay() && at === 0) at = Date.now();
      // Well into the load.
      return at > 0 && Date.now() - at > 3_000;
    };
    const { code } = await drydock(home, ['loadtest', bundle, '--seconds', '60'], { interruptWhen });
    expect(code).toBe(130);
    expect(leftOvers()).toEqual(before);
  });

  it('compares the answers of a server elsewhere with the bundle it is said to serve', async () => {
    const wrong: Server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const rows = JSON.parse(body) as unknown[];
        response
          .setHeader('Content-Type', 'application/json')
          .end(JSON.stringify(rows.map(() => ({ prediction: 'a weasel', scores: {} }))));
      });
    });
    await new Promise<void>((resolve) => wrong.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${String((wrong.address() as AddressInfo).port)}`;
    try {
      const { code, stdout } = await drydock(home, ['loadtest', address, '--bundle', bundle, ...short]);
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^WRONG ANSWERS: \d+ of \d+ compared are not the validated ones: golden row \d+ predicts "a weasel"/m,
      );
    } finally {
      wrong.closeAllConnections();
      wrong.close();
    }
  });

  it('refuses what makes no sense', async () => {
    for (const args of [
      [bundle, '--gate'],
      ['http://127.0.0.1:1', '--tune'],
      [bundle, '--bundle', bundle],
    ]) {
      const { code, stdout } = await drydock(home, ['loadtest', ...args, '--json']);
      expect([code, (JSON.parse(stdout) as { error: { code: string } }).error.code]).toEqual([2, 'INVALID_INPUT']);
    }
  });
});
