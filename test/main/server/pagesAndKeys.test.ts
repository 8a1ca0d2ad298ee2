// What people and operators see of the server: pages, the API key, the limit of connections.
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../tooling/findBrowser.mjs';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

let run: ExportableRun;
let folder: string;
let server: RunningServer;
const key = 'correct-horse-battery-staple';

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  folder = await installed(run);
  server = await startServer(folder);
});
afterAll(async () => {
  await server.stop();
  await run.remove();
});

const row = { age: 30, visits: 2, city: 'rome' };

describe('/docs', () => {
  it('shows every path of openapi.json with a command, and asks nothing of anybody else', async () => {
    const [page, openapi] = await Promise.all([server.get('/docs'), server.get('/openapi.json')]);
    const { paths } = JSON.parse(openapi.text) as { paths: Record<string, Record<string, unknown>> };
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of Object.keys(operations))
        expect(page.text).toContain(`<span class="verb">${method.toUpperCase()}</span> <code>${path}</code>`);
    }
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; .*script-src 'sha256-[\w+/=]{44}'/);
  });

  it('shows what a body holds in its place, not where that is described', async () => {
    const { text } = await server.get('/docs');
    expect(text).not.toContain('$ref');
    expect(text).toMatch(/Body as <code>application\/json<\/code><\/summary><pre>[^<]*&#34;visits&#34;/);
  });

  it('gives commands whose bodies the server takes', async () => {
    const { paths } = JSON.parse((await server.get('/openapi.json')).text) as {
      paths: Record<string, { post?: { requestBody: { content: Record<string, { example?: unknown }> } } }>;
    };
    const example = (path: string): unknown => paths[path]?.post?.requestBody.content['application/json']?.example;
    const predicted = await server.post('/predict', example('/predict'));
    const inferred = await server.post('/v2/models/strike-damage/infer', example('/v2/models/strike-damage/infer'));
    expect([predicted.status, inferred.status]).toEqual([200, 200]);
    const [first] = predicted.body as { prediction: string }[];
    const { outputs } = inferred.body as { outputs: { name: string; data: unknown[] }[] };
    expect(outputs.find(({ name }) => name === 'label')?.data).toEqual([first?.prediction]);
  });

  it('predicts from its form, under its own policy', async () => {
    const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(`${server.url}/docs`);
      await page.getByRole('button', { name: 'Predict' }).click();
      await expect.poll(() => page.locator('#answer').textContent()).toMatch(/^200 in \d+ ms\n[^]*"prediction": "(yes|no)"/);
      await page.locator('#type').selectOption('text/csv');
      expect(await page.locator('#body').inputValue()).toMatch(/^age,visits,city\n/);
      await page.getByRole('button', { name: 'Predict' }).click();
      await expect.poll(() => page.locator('#answer').textContent()).toMatch(/"prediction"/);
      await page.locator('#body').fill('age\n1\n');
      await page.getByRole('button', { name: 'Predict' }).click();
      await expect.poll(() => page.locator('#answer').textContent()).toMatch(/^400 in [^]*no column/);
      // The browser itself writes a line for the 400.
      expect(problems.filter((text) => !text.includes('400'))).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);
});

describe('the page at /', () => {
  it('leads to the documentation and says how the server is', async () => {
    await server.post('/predict', [row, row]);
    const page = await server.get('/');
    expect(page.text).toContain('href="/docs"');
    expect(page.text).toMatch(/1 of 1 ready, 0 restarts/);
    expect(page.text).toMatch(/[1-9]\d* rows/);
    expect(page.text).toMatch(/99 % took<\/td><td>at most /);
  });
});

describe('an API key', () => {
  it('is asked for everywhere but at the health paths, in either header or as a password, and never told', async () => {
    const own = await startServer(folder, { API_KEY: key });
    try {
      for (const path of ['/v2/health/live', '/v2/health/ready', '/v2/models/strike-damage/ready'])
        expect((await own.get(path)).status).toBe(200);
      for (const path of ['/', '/docs', '/openapi.json', '/metrics', '/v2', '/v2/models/strike-damage', '/nothing']) {
        const refused = await own.get(path);
        expect(refused.status).toBe(401);
        expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer /);
        expect(JSON.parse(refused.text)).toMatchObject({ code: 'NOT_ALLOWED' });
      }
      const post = async (headers: Record<string, string>): Promise<number> =>
        (await own.post('/predict', [row], { 'Content-Type': 'application/json', ...headers })).status;
      expect(await post({})).toBe(401);
      expect(await post({ Authorization: `Bearer ${key}x` })).toBe(401);
      expect(await post({ Authorization: `Bearer ${key}` })).toBe(200);
      expect(await post({ Authorization: `bearer  ${key}` })).toBe(200);
      expect(await post({ 'X-API-Key': key })).toBe(200);
      expect(await post({ 'X-API-Key': '' })).toBe(401);
      expect(await post({ Authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` })).toBe(200);
      expect(JSON.stringify(own.log)).not.toContain(key);
    } finally {
      await own.stop();
    }
  });

  it('comes from a file, and a poor one keeps the server from starting without being told', async () => {
    const file = join(run.root, 'key');
    await writeFile(file, `${key}\n`);
    const own = await startServer(folder, { API_KEY_FILE: file });
    expect((await own.post('/predict', [row])).status).toBe(401);
    expect((await own.get('/metrics')).status).toBe(401);
    await own.stop();
    await expect(startServer(folder, { API_KEY: 'geheim' })).rejects.toThrow(/at least 8 characters/);
    await expect(startServer(folder, { API_KEY: 'geheim' })).rejects.not.toThrow(/geheim/);
    await expect(startServer(folder, { API_KEY: key, API_KEY_FILE: file })).rejects.toThrow(/both set/);
    await expect(startServer(folder, { API_KEY_FILE: join(run.root, 'nothing') })).rejects.toThrow(/cannot be read/);
  });
});

describe('the limit of connections', () => {
  it('is answered, and frees itself', async () => {
    const own = await startServer(folder, { MAX_CONNECTIONS: '2' });
    const agents = Array.from({ length: 3 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const get = (agent: Agent | undefined, path: string): Promise<{ status: number; retry: string | undefined }> =>
      new Promise((resolve, reject) => {
        request({ port: own.port, host: '127.0.0.1', path, agent }, (response) => {
          response.resume();
          response.on('end', () => resolve({ status: response.statusCode ?? 0, retry: response.headers['retry-after'] }));
        })
          .on('error', reject)
          .end();
      });
    try {
      expect((await get(agents[0], '/v2')).status).toBe(200);
      expect((await get(agents[1], '/v2')).status).toBe(200);
      // Probes are answered all the same.
      expect((await get(new Agent(), '/v2/health/ready')).status).toBe(200);
      expect(await get(agents[2], '/v2')).toEqual({ status: 503, retry: '1' });
      agents[0]?.destroy();
      await expect.poll(async () => (await get(new Agent(), '/v2')).status).toBe(200);
    } finally {
      for (const agent of agents) agent.destroy();
      await own.stop();
    }
  });
});
