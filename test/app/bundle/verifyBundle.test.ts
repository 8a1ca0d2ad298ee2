import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundleManifest, RuntimePlatform, type BundleResult, type VerifyResult } from '../../../app/api/schemas/bundles.ts';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { exportBundle } from '../../../app/bundle/exportBundle.ts';
import { runtimeFiles, runtimeOffers } from '../../../app/bundle/runtimeFiles.ts';
import { verifyBundle } from '../../../app/bundle/verifyBundle.ts';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { writeZip } from '../../../app/bundle/zip/writeZip.ts';
import { updateRun } from '../../../app/runs/runStore.ts';
import { sha256, sha256File } from '../../../app/storage/sha256.ts';
import { readSettings } from '../../../main/server/settings.ts';
import { startProcess } from '../../../main/worker/startProcess.ts';
import { LoadSettings } from '../../../app/api/schemas/load.ts';
import { loadServer } from '../../../app/bundle/load/loadServer.ts';
import { httpsServer } from '../../support/ownCertificate.ts';
import { perColumn, regression } from '../../support/tinyModels.ts';
import { linkRuntime, startServer } from './support/runningServer.ts';
import { columnRows, exportableRun, exported, temporaryFolder, type ExportableRun } from './support/exportedBundle.ts';

let run: ExportableRun;
let bundle: BundleResult;
let work: string;
let copies = 0;

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  bundle = await exported(run);
  work = await temporaryFolder();
});
afterAll(async () => {
  await run.remove();
  await rm(work, { recursive: true, force: true });
});

/** Nothing of a bundle that fails these checks may be started. */
const neverStarts = (): never => {
  throw new Error('A process was started.');
};

async function changedArchive(change: (bytes: Buffer) => void): Promise<VerifyResult> {
  const bytes = await readFile(bundle.path);
  change(bytes);
  const path = join(work, `changed-${(copies += 1)}.zip`);
  await writeFile(path, bytes);
  return verifyBundle(path, { startProcess: neverStarts });
}

async function unpacked(): Promise<string> {
  const folder = join(work, `folder-${(copies += 1)}`);
  await mkdir(folder);
  await unpackZip(bundle.path, folder);
  return folder;
}

const failed = (result: VerifyResult): string[] =>
  result.checks.filter((check) => !check.ok).map((check) => `${check.name}: ${check.detail}`);

describe('an exported bundle', () => {
  it('verifies: its server starts by itself and gives the validated answers', async () => {
    const stages: string[] = [];
    const result = await verifyBundle(bundle.path, { startProcess, onProgress: ({ stage }) => stages.push(stage) });
    expect(failed(result)).toEqual([]);
    expect(result.ok).toBe(true);
    const names = [
      'unpack',
      'files',
      'archive',
      'runtime',
      'start',
      'model',
      'metadata',
      'named rows',
      'tensors',
      'description',
      'metrics',
      'latency',
      'stop',
    ];
    expect(result.checks.map((check) => check.name)).toEqual(names);
    expect(stages).toEqual(names);
  });

  it('verifies against a server that runs already, and names one that serves another policy', async () => {
    const folder = await unpacked();
    await linkRuntime(folder);
    const server = await startServer(folder);
    const result = await verifyBundle(bundle.path, { startProcess: neverStarts, url: `${server.url}/` });
    await server.stop();
    expect(failed(result)).toEqual([]);
    expect(result.checks.map((check) => check.name)).not.toContain('start');

    const plan = JSON.parse(await readFile(join(folder, 'model/preprocess.json'), 'utf8')) as PreparationPlan;
    for (const { features } of plan.inputs)
      for (const feature of features)
        if (feature.column === 'age') feature.missing = { kind: 'constant', value: 1e6, from: 'told' };
    await writeFile(join(folder, 'model/preprocess.json'), JSON.stringify(plan));
    const other = await startServer(folder);
    const found = await verifyBundle(bundle.path, { startProcess: neverStarts, url: other.url });
    await other.stop();
    expect(failed(found)).toEqual([expect.stringMatching(/^named rows: golden row \d+ .*instead of/)]);
    // Rows are asked together and the first of them alone as well: each is named once.
    const rows = Array.from(failed(found)[0]!.matchAll(/golden row \d+/g), ([row]) => row);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows).toEqual([...new Set(rows)]);
  });

  it('says apart from the bundle why a server cannot be asked', async () => {
    const at = async (answer: (response: ServerResponse) => void): Promise<[string, () => void]> => {
      const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => server.close().closeAllConnections()];
    };
    const [other, closeOther] = await at((response) => response.end('{"hello": 1}'));
    const [moved, closeMoved] = await at((response) => response.writeHead(302, { Location: other }).end());
    for (const url of [other, moved])
      await expect(verifyBundle(bundle.path, { startProcess: neverStarts, url })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: `What answers at ${url} is not the server of a bundle.`,
      });
    closeOther();
    closeMoved();
    await expect(verifyBundle(bundle.path, { startProcess: neverStarts, url: other })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
    const [silent, closeSilent] = await at(() => undefined);
    const signal = AbortSignal.timeout(300);
    await expect(verifyBundle(bundle.path, { startProcess: neverStarts, url: silent, signal })).rejects.toThrow();
    closeSilent();
  });

  it('says what to do about a certificate that is not trusted', async () => {
    const { server, port } = await httpsServer();
    const url = `https://127.0.0.1:${String(port)}`;
    await expect(verifyBundle(bundle.path, { startProcess: neverStarts, url })).rejects.toMatchObject({
      message: `No server can be asked at ${url}: its certificate is of no authority that is known here`,
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as unknown,
    });
    await expect(loadServer(url, bundle.path, LoadSettings.parse({}), {})).rejects.toMatchObject({
      message: `${url}/predict is not asked: its certificate is of no authority that is known here.`,
    });
    const folder = await unpacked();
    const script = join(folder, 'golden/verify.mjs');
    await expect(promisify(execFile)(process.execPath, [script, url])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('in NODE_EXTRA_CA_CERTS and start') as unknown,
    });
    server.close();
  });

  it('hands exit codes on in PowerShell, where an error that stops a script would make each of them 1', async () => {
    const script = await readFile(join(await unpacked(), 'golden/verify.ps1'), 'utf8');
    const code = script.split('\n').filter((line) => !line.trimStart().startsWith('#'));
    expect(code.join('\n')).not.toMatch(/ErrorActionPreference|Write-Error|throw/);
    expect(code.filter((line) => line.includes('exit'))).toEqual(['    exit 2', 'exit $LASTEXITCODE']);
  });

  it('verifies a server that asks for an API key with the key, and says so without', async () => {
    const folder = await unpacked();
    await linkRuntime(folder);
    const server = await startServer(folder, { API_KEY: 'open-sesame' });
    try {
      await expect(verifyBundle(bundle.path, { startProcess: neverStarts, url: server.url })).rejects.toMatchObject({
        code: 'NOT_ALLOWED',
        message: `The server at ${server.url} asks for an API key.`,
        hint: 'Set DRYDOCK_API_KEY to that of the server.',
      });
      await expect(
        verifyBundle(bundle.path, { startProcess: neverStarts, url: server.url, apiKey: 'open-barley' }),
      ).rejects.toMatchObject({ message: `The server at ${server.url} does not take the API key in DRYDOCK_API_KEY.` });
      const secure = server.url.replace('http:', 'https:');
      await expect(verifyBundle(bundle.path, { startProcess: neverStarts, url: secure })).rejects.toMatchObject({
        message: `No server can be asked at ${secure}: it does not speak https; the server of a bundle speaks http`,
      });
      const result = await verifyBundle(bundle.path, { startProcess: neverStarts, url: server.url, apiKey: 'open-sesame' });
      expect(failed(result)).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('verifies a folder beside which an operator keeps things of their own, and names them', async () => {
    const folder = await unpacked();
    await mkdir(join(folder, 'log'));
    await writeFile(join(folder, 'log/predictions.jsonl'), '{}');
    await writeFile(join(folder, 'rows.csv'), 'a\n1\n');
    const result = await verifyBundle(folder, { startProcess });
    expect(failed(result)).toEqual([]);
    expect(result.checks.find(({ name }) => name === 'files')?.detail).toContain(
      'beside them lie log/predictions.jsonl, rows.csv',
    );
  });

  it('carries its own verification, which needs no program of ours', async () => {
    const folder = await unpacked();
    const verify = (...args: string[]): Promise<{ stdout: string }> =>
      promisify(execFile)('sh', [join(folder, 'golden/verify.sh'), ...args], { cwd: work });
    await expect(verify()).rejects.toMatchObject({ code: 1, stdout: expect.stringMatching(/FAIL {2}runtime: .*npm ci/) });
    await linkRuntime(folder);
    expect((await verify()).stdout).toMatch(/ok {4}named rows.*\n[^]*\nServes exactly what was validated\.\n$/);
    await expect(verify('localhost')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
    await writeFile(join(folder, 'model/labels.json'), '{}');
    await expect(verify()).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('model/labels.json was changed') });
  });

  it('is checked by the first commands of its README as they stand, without a program of ours', async () => {
    const folder = await unpacked();
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const [check = '', start = ''] = Array.from(readme.matchAll(/```sh\n([^]*?)```/g), ([, block]) => block ?? '');
    const shell = (): Promise<{ stdout: string }> => promisify(execFile)('bash', ['-e', '-c', check], { cwd: folder });
    expect((await shell()).stdout).toBe('manifest.json: OK\nevery file is the exported one\n');
    expect(start).toMatch(/^\(cd server && .*\)/);
    await writeFile(join(folder, 'model/labels.json'), '{}');
    await expect(shell()).rejects.toThrow(/model\/labels.json is not the exported file/);
    await writeFile(join(folder, 'manifest.json'), '{}');
    await expect(shell()).rejects.toThrow(/FAILED|did NOT match/);
  });

  it('tells in its README what CSV must look like and every setting of the server with its default', async () => {
    const folder = await unpacked();
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    expect(readme).toContain('| age | float32 | 20 … 79 |');
    expect(readme).toMatch(/\| city \| string \| berlin, paris, rome, oslo \|/);
    expect(readme).toContain('CSV here is UTF-8 with commas between the cells, a decimal point in numbers');
    const [, table = ''] = readme.split('## What is in here');
    const paths = Array.from(table.matchAll(/^\| (`[^|]+`) \|/gm), ([, path]) => path);
    expect(paths).toEqual([...new Set(paths)]);
    expect(paths).toContain('`monitoring/baseline.json`');
    const defaults = readSettings({}, join(folder, 'server/server.mjs'));
    expect(readme).toContain(`| \`RECEIVE_TIMEOUT_MS\` | ${defaults.receiveMs} |`);
    expect(readme).toContain(`| \`TIMEOUT_MS\` | ${defaults.timeoutMs} |`);
    expect(readme).toContain(`| \`MAX_BODY_BYTES\` | ${defaults.maxBodyBytes} |`);
    expect(readme).toContain(`| \`MAX_ROWS\` | ${defaults.maxRows} |`);
    expect(readme).toContain(`| \`MAX_QUEUE\` | ${defaults.maxQueue} |`);
    expect(readme).toContain(`| \`DRAIN_MS\` | ${defaults.drainMs} |`);
    expect(readme).toContain(`| \`HOST\`, \`PORT\` | ${defaults.host} (the container: 0.0.0.0), ${defaults.port} |`);
  });

  it('that carries the runtime starts where nothing is installed, and is checked like any other', async () => {
    const own = RuntimePlatform.parse(`${process.platform}-${process.arch}`);
    const request = { ...run.exportRequest(join(run.root, 'runtime.zip')), runtime: [own] };
    const { path, files } = await exportBundle(request, run.context);
    expect((await exportBundle({ ...request, out: join(run.root, 'again.zip') }, run.context)).sha256).toBe(
      await sha256File(path),
    );
    const folder = join(work, 'with-runtime');
    await mkdir(folder);
    await unpackZip(path, folder);
    const { stdout } = await promisify(execFile)('sh', [join(folder, 'golden/verify.sh')], { cwd: work });
    expect(stdout).toMatch(/ok {4}named rows.*\n[^]*\nServes exactly what was validated\.\n$/);
    const result = await verifyBundle(folder, { startProcess });
    expect(failed(result)).toEqual([]);
    expect(result.checks.find(({ name }) => name === 'runtime')?.detail).toContain("the bundle's own");
    expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).not.toContain('npm ci');
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('(cd server && npm start)');
    const library = files.find((file) => file.path.endsWith('onnxruntime_binding.node'))?.path ?? '';
    await writeFile(join(folder, library), 'another');
    expect(failed(await verifyBundle(folder, { startProcess: neverStarts }))).toEqual([`files: ${library} was changed`]);
  });

  it('refuses to carry a runtime that this installation lacks', async () => {
    const lean = join(work, 'lean/node_modules/onnxruntime-node');
    await mkdir(join(lean, 'bin/napi-v6/linux/x64'), { recursive: true });
    await writeFile(join(lean, 'package.json'), '{ "version": "1.2.3" }');
    await writeFile(join(lean, 'bin/napi-v6/linux/x64/onnxruntime_binding.node'), 'library');
    expect(await runtimeOffers(join(work, 'lean/dist/server'))).toEqual([{ platform: 'linux-x64', bytes: 7 }]);
    await expect(runtimeFiles(join(work, 'lean'), ['win32-x64'], '1.2.3')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('win32-x64'),
      hint: expect.stringContaining('linux-x64'),
    });
    await expect(runtimeFiles(join(work, 'lean'), ['linux-x64'], '1.30.0')).rejects.toThrow(
      '1.30.0 is not installed here: 1.2.3',
    );
  });

  it('has the same bytes when exported again, whatever the time zone', async () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Kiritimati';
    try {
      expect((await exported(run, 'again.zip')).sha256).toBe(bundle.sha256);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('states in manifest and README that its answers depend on the batch, where the run found so', async () => {
    const { metrics } = run.folder;
    const before = await readFile(metrics, 'utf8');
    const report = JSON.parse(before) as RunReport;
    const message = 'The model mixes the rows of a batch: 2 of 4 rows got another answer alone.';
    const found = { code: 'batch-dependent', message, hint: 'Export the model for inference.' };
    await writeFile(metrics, JSON.stringify({ ...report, warnings: [...report.warnings, found] }));
    const folder = join(work, 'batch-dependent');
    try {
      await unpackZip((await exported(run, 'batch-dependent.zip')).path, folder);
    } finally {
      await writeFile(metrics, before);
    }
    const manifest = BundleManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    expect(manifest.model.batchDependent).toMatchObject({ message, hint: found.hint });
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toMatch(/^> \*\*Answers depend on the batch:\*\* The model mixes/m);
    const usual = BundleManifest.parse(JSON.parse(await readFile(join(await unpacked(), 'manifest.json'), 'utf8')));
    expect(usual.model).not.toHaveProperty('batchDependent');
  });

  it('states the sha256 of every file in its manifest and in the result', async () => {
    const folder = await unpacked();
    const manifest = BundleManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    for (const file of bundle.files) {
      const content = await readFile(join(folder, file.path));
      expect([file.path, file.sha256, file.bytes]).toEqual([file.path, sha256(content), content.length]);
    }
    const others = bundle.files.filter((file) => !file.path.startsWith('manifest.'));
    expect(manifest.files).toEqual(others);
    expect(manifest.model.sha256).toBe(others.find((file) => file.path === 'model/model.onnx')?.sha256);
    expect(sha256(await readFile(bundle.path))).toBe(bundle.sha256);
  });

  it('ships golden rows of every class, of missing and of rare values', async () => {
    const folder = await unpacked();
    const lines = async (name: string): Promise<string[]> =>
      (await readFile(join(folder, 'golden', name), 'utf8')).trimEnd().split('\n');
    const requests = (await lines('requests.jsonl')).map((line) => (JSON.parse(line) as Record<string, unknown>[])[0]!);
    const responses = (await lines('responses.jsonl')).map((line) => (JSON.parse(line) as { prediction: string }[])[0]!);
    expect(requests.length).toBeGreaterThanOrEqual(50);
    expect(responses).toHaveLength(requests.length);
    expect(new Set(responses.map((response) => response.prediction))).toEqual(new Set(['no', 'yes']));
    expect(requests.some((request) => request['age'] === null)).toBe(true);
    expect(requests.some((request) => request['city'] === null)).toBe(true);
    expect(requests.some((request) => request['city'] === 'oslo')).toBe(true);
    const ages = requests.map((request) => request['age']).filter((age) => age !== null) as number[];
    expect([Math.min(...ages), Math.max(...ages)]).toEqual([20, 79]);
  });

  it('names no folder of this machine and no registry', async () => {
    const folder = await unpacked();
    for (const { path } of bundle.files.filter((file) => !file.path.endsWith('.onnx'))) {
      const text = await readFile(join(folder, path), 'utf8');
      expect([path, text.includes(run.root)]).toEqual([path, false]);
      expect([path, /registry\.[a-z]+\.[a-z]+|"resolved"/.test(text)]).toEqual([path, false]);
    }
  });
});

describe('a bundle that is not as exported', () => {
  it('is told by name for a flipped byte in a file', async () => {
    const bytes = await readFile(bundle.path);
    // Every third file: each check unpacks and hashes the whole archive.
    for (const file of bundle.files.filter((_, index) => index % 3 === 0)) {
      const content = await fileContent(file.path);
      const at = bytes.indexOf(content) + Math.floor(content.length / 2);
      const result = await changedArchive((copy) => (copy[at]! ^= 1));
      expect([file.path, result.ok]).toEqual([file.path, false]);
      expect(failed(result).join()).toContain(file.path);
    }
  });

  it('is told for a flipped byte of the archive itself, in its headers and its index', async () => {
    const bytes = await readFile(bundle.path);
    const index = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    const directory = bytes.readUInt32LE(index + 16);
    // Every seventh byte of a local header, a directory entry and the end record.
    const offsets = [
      ...Array.from({ length: 5 }, (_, at) => at * 7),
      ...Array.from({ length: 7 }, (_, at) => directory + at * 7),
      ...Array.from({ length: 4 }, (_, at) => index + at * 7),
    ];
    for (const at of offsets) {
      const result = await changedArchive((copy) => (copy[at]! ^= 1));
      expect([at, result.ok]).toEqual([at, false]);
    }
  });

  it('names missing, extra and changed files of a folder', async () => {
    const folder = await unpacked();
    await rm(join(folder, 'Dockerfile'));
    await writeFile(join(folder, 'model/extra.bin'), 'x');
    await writeFile(join(folder, 'golden/tolerance.json'), '{}');
    const result = await verifyBundle(folder, { startProcess: neverStarts });
    expect(failed(result)).toEqual([
      'files: Dockerfile is missing; golden/tolerance.json was changed; model/extra.bin is not part of the bundle',
    ]);
  });

  it('is told when the manifest was rewritten to fit, because its own hash no longer does', async () => {
    const folder = await unpacked();
    const manifest = BundleManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n');
    const file = manifest.files.find((one) => one.path === 'Dockerfile')!;
    Object.assign(file, { sha256: sha256('FROM scratch\n'), bytes: 13 });
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const result = await verifyBundle(folder, { startProcess: neverStarts });
    expect(failed(result)).toEqual(['files: manifest.json or manifest.sha256 was changed: they do not agree']);
  });

  it('fails when the server answers otherwise than the golden rows say', async () => {
    const folder = await unpacked();
    const responses = (await readFile(join(folder, 'golden/responses.jsonl'), 'utf8')).replace(
      '"prediction":"no"',
      '"prediction":"yes"',
    );
    await rewrite(folder, 'golden/responses.jsonl', responses);
    const result = await verifyBundle(folder, { startProcess });
    expect(failed(result).map((line) => line.split(':')[0])).toEqual(['named rows', 'tensors']);
    expect(failed(result)[0]).toMatch(/golden row 1 predicts "no" instead of "yes"/);
  });

  it('fails with the reason when the server does not start', async () => {
    const folder = await unpacked();
    await rewrite(folder, 'model/model.onnx', 'not a model');
    const result = await verifyBundle(folder, { startProcess });
    expect(failed(result)).toHaveLength(1);
    expect(failed(result)[0]).toMatch(/^start: The server ended while starting \(exit code 1\)/);
  });

  it('fails for what is no bundle at all, and throws only when there is nothing', async () => {
    await copyFile(join(run.root, 'model.onnx'), join(work, 'model.zip'));
    expect(failed(await verifyBundle(join(work, 'model.zip'), { startProcess: neverStarts }))[0]).toMatch(
      /^unpack: This is not a readable zip/,
    );
    await writeZip(join(work, 'other.zip'), [{ path: 'a.txt', bytes: 1, content: Buffer.from('a') }]);
    expect(failed(await verifyBundle(join(work, 'other.zip'), { startProcess: neverStarts }))).toEqual([
      'files: manifest.json is missing',
    ]);
    await expect(verifyBundle(join(work, 'nothing.zip'), { startProcess: neverStarts })).rejects.toThrow(/ENOENT/);
  });
});

describe('exporting', () => {
  it('refuses a model or data that changed since the run', async () => {
    const { context } = run;
    const other: typeof context = {
      ...context,
      openData: async (paths, signal) => ({ ...(await context.openData(paths, signal)), sha256: 'f'.repeat(64) }),
    };
    const { exportBundle } = await import('../../../app/bundle/exportBundle.ts');
    await expect(exportBundle(run.exportRequest(join(work, 'no.zip')), other)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /data is not the one that was validated/,
    });
    await expect(readFile(join(work, 'no.zip'))).rejects.toThrow(/ENOENT/);
  });

  it('leaves nothing behind when cancelled', async () => {
    const { exportBundle } = await import('../../../app/bundle/exportBundle.ts');
    const abort = new AbortController();
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage === 'hashing') abort.abort();
    };
    await expect(
      exportBundle(run.exportRequest(join(work, 'cancelled.zip')), { ...run.context, signal: abort.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(readFile(join(work, 'cancelled.zip'))).rejects.toThrow(/ENOENT/);
  });

  it('keeps hostile names harmless in report and model card @security', async () => {
    const name = '<img src=x onerror=alert(1)> | [x](javascript:1)';
    await updateRun(run.projectDir, run.folder.id, { name });
    await exported(run, 'hostile.zip');
    const folder = join(work, 'hostile');
    await mkdir(folder);
    await unpackZip(join(run.root, 'hostile.zip'), folder);
    const report = await readFile(join(folder, 'report.html'), 'utf8');
    expect(report).toContain('<h1>&lt;img src=x onerror=alert(1)&gt; | [x](javascript:1)</h1>');
    expect(report).not.toContain('<img');
    expect(await readFile(join(folder, 'README.md'), 'utf8')).not.toContain('<img');
  });

  it('works for a regression as well', async () => {
    const numbers = await exportableRun({
      model: regression([1, -2]),
      sql: 'SELECT (i % 7)::FLOAT AS f0, CASE WHEN i % 9 = 0 THEN NULL ELSE (i % 5)::FLOAT END AS f1, ((i % 7) - 2 * (i % 5) + 0.25)::DOUBLE AS target FROM range(80) t(i)',
      roles: { target: 'target' },
    });
    try {
      const result = await verifyBundle((await exported(numbers)).path, { startProcess });
      expect(failed(result)).toEqual([]);
    } finally {
      await numbers.remove();
    }
  });
});

async function fileContent(path: string): Promise<Buffer> {
  const folder = join(work, 'original');
  const known = await readFile(join(folder, path)).catch(() => null);
  if (known) return known;
  await mkdir(folder, { recursive: true });
  await unpackZip(bundle.path, folder);
  return readFile(join(folder, path));
}

/** Replaces a file and makes manifest and its hash fit, as an exporter with a fault would. */
async function rewrite(folder: string, path: string, text: string): Promise<void> {
  await writeFile(join(folder, path), text);
  const manifest = BundleManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  Object.assign(
    manifest.files.find((file) => file.path === path)!,
    { sha256: sha256(text), bytes: Buffer.byteLength(text) },
  );
  const content = JSON.stringify(manifest);
  await writeFile(join(folder, 'manifest.json'), content);
  await writeFile(join(folder, 'manifest.sha256'), `${sha256(content)}  manifest.json\n`);
}
