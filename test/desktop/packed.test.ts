// The package as electron-builder makes it, around a stand-in for the Electron distribution, which no test may download:
// what is in the archive, what lies beside it, and that the program runs from there.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobRecord } from '../../app/api/schemas/jobs.ts';
import { repositoryRoot } from '../support/bundleScript.ts';
import { callOverPort, finishedJob } from './callOverPort.ts';
import { closeBrowser, launchDouble } from './double/launchDouble.ts';

const builderRequire = createRequire(
  createRequire(createRequire(import.meta.url).resolve('electron-builder')).resolve('app-builder-lib'),
);
const asar = builderRequire('@electron/asar') as {
  listPackage(archive: string, options: object): string[];
  statFile(archive: string, path: string): { unpacked?: boolean };
  extractFile(archive: string, path: string): Buffer;
  extractAll(archive: string, folder: string): void;
};
const fuses = builderRequire('@electron/fuses') as {
  getCurrentFuseWire(executable: string): Promise<Record<string, number | string>>;
  FuseV1Options: Record<string, number | string>;
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drydock-packed-')));
const out = join(folder, 'out');
const installed = join(out, 'linux-unpacked');
const archive = join(installed, 'resources/app.asar');
const outside = `${archive}.unpacked`;

/** An executable with the wire of fuses in it, as Electron's has: all at their defaults. */
function writeStandIn(): string {
  const distribution = join(folder, 'electron');
  mkdirSync(join(distribution, 'resources'), { recursive: true });
  const wire = Buffer.from(`dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009101001110`, 'latin1');
  writeFileSync(join(distribution, 'electron'), Buffer.concat([Buffer.from('stand-in\n'), wire]), { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) writeFileSync(join(distribution, name), 'stand-in');
  return distribution;
}

let listed: { path: string; unpacked: boolean }[] = [];
beforeAll(async () => {
  const builder = join(repositoryRoot, 'node_modules/electron-builder/cli.js');
  await promisify(execFile)(
    process.execPath,
    [builder, '--linux', 'dir', '--x64', `-c.electronDist=${writeStandIn()}`, `-c.directories.output=${out}`],
    { cwd: repositoryRoot },
  );
  listed = asar.listPackage(archive, {}).flatMap((name) => {
    const path = name.replaceAll('\\', '/').replace(/^\//, '');
    const entry = asar.statFile(archive, path) as { unpacked?: boolean; files?: object };
    return entry.files ? [] : [{ path, unpacked: entry.unpacked === true }];
  });
}, 240_000);
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const within = (start: string): { path: string; unpacked: boolean }[] => listed.filter(({ path }) => path.startsWith(start));

it('the main script, the preload and the window are in the archive, whose integrity is checked', () => {
  const inArchive = listed.filter(({ unpacked }) => !unpacked).map(({ path }) => path);
  for (const path of [
    'dist/desktop/main.js',
    'dist/desktop/preload.cjs',
    'dist/renderer/index.html',
    'dist/renderer/icon.png',
    'LICENSE',
  ]) {
    expect(inArchive).toContain(path);
  }
  expect(within('dist/renderer/').every(({ unpacked }) => !unpacked)).toBe(true);
});

it('the main process and the preload load no code from outside the archive @security', () => {
  const imports = (path: string): string[] => {
    const text = asar.extractFile(archive, path).toString('utf8');
    return [...text.matchAll(/^import [^;]*?["']([^"']+)["'];?$|\brequire\(["']([^"']+)["']\)/gm)].map(
      (found) => found[1] ?? found[2] ?? '',
    );
  };
  const main = imports('dist/desktop/main.js');
  expect(main).toContain('electron');
  expect(main.filter((name) => name !== 'electron' && !name.startsWith('node:'))).toEqual([]);
  expect(new Set(imports('dist/desktop/preload.cjs'))).toEqual(new Set(['electron']));
});

it('everything that child processes run and read lies beside the archive, whole', () => {
  const paths = ['package.json', 'package-lock.json', 'dist/main/engine.js', 'dist/main/worker.js', 'dist/main/reader.js'];
  for (const path of [
    ...paths,
    'dist/server/server.mjs',
    'examples/birdstrikes/example.json',
    'examples/birdstrikes/model.onnx',
  ]) {
    expect(existsSync(join(outside, path)), path).toBe(true);
  }
  expect(within('node_modules/').filter(({ unpacked }) => !unpacked)).toEqual([]);
  expect(within('node_modules/').length).toBeGreaterThan(500);
});

it('native modules come with their libraries, and with those of no other platform', () => {
  const native = readdirSync(outside, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(node|dll|dylib|so(\.\d+)*)$/.test(name))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  expect(native).toEqual([
    'node_modules/@duckdb/node-bindings-linux-x64/duckdb.node',
    'node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
  ]);
});

it('nothing of the workshop travels: no sources, tests, maps, build tools', () => {
  const workshop = /^(app|main|renderer|test|bench|docs)\/|^dist\/(bench|conformance)\/|\.map$|\.d\.ts$|\.py$/;
  // Scripts that go into bundles as they are.
  const shipped = listed.filter(({ path }) => path.startsWith('dist/server/assets/'));
  expect(shipped.map(({ path }) => path)).toContain('dist/server/assets/drydock_model.py');
  expect(listed.filter((file) => workshop.test(file.path) && !shipped.includes(file))).toEqual([]);
  expect(listed.filter(({ path }) => /^node_modules\/(electron|vite|react|typescript|@mantine)\b/.test(path))).toEqual([]);
});

it('the executable cannot be used as Node, debugged or changed: its fuses are read back @security', async () => {
  const option = fuses.FuseV1Options;
  const on = '1'.charCodeAt(0);
  const wire = await fuses.getCurrentFuseWire(join(installed, 'drydock'));
  const read = Object.fromEntries(
    [
      'RunAsNode',
      'EnableCookieEncryption',
      'EnableNodeOptionsEnvironmentVariable',
      'EnableNodeCliInspectArguments',
      'EnableEmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
      'GrantFileProtocolExtraPrivileges',
    ].map((name) => [name, wire[String(option[name])] === on]),
  );
  expect(read).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    GrantFileProtocolExtraPrivileges: false,
  });
});

if (process.platform === 'linux' && process.arch === 'x64') {
  it('runs from there, without the checkout: the example, a run, a bundle', async () => {
    // Electron reads inside the archive; here it is unfolded in its own place.
    const folded = `${archive}.folded`;
    renameSync(archive, folded);
    renameSync(outside, `${folded}.unpacked`);
    asar.extractAll(folded, archive);
    renameSync(`${folded}.unpacked`, outside);
    const home = join(folder, 'home');
    const app = await launchDouble({ home, packaged: join(archive, 'dist/desktop/main.js') });
    try {
      expect(app.electron.windowOptions[0]).toMatchObject({ webPreferences: { devTools: false } });
      const call = async <T>(name: string, input: object): Promise<T> =>
        ((await callOverPort(app.page, name, input)) as { value: T }).value;
      const finished = (jobId: string): Promise<JobRecord> => finishedJob(app.page, jobId);
      const { jobId, project } = await call<{ jobId: string; project: string }>('projects.openExample', { name: 'birdstrikes' });
      expect(await finished(jobId)).toMatchObject({ state: 'done' });
      const run = await call<{ jobId: string; runId: string }>('runs.start', { project });
      expect(await finished(run.jobId)).toMatchObject({ state: 'done' });
      const exported = await call<{ jobId: string }>('bundles.export', { project, runId: run.runId });
      expect(await finished(exported.jobId)).toMatchObject({ state: 'done' });
    } finally {
      await app.close();
    }
  }, 180_000);
}
