// The package against what the program needs at run time: electron-builder.yml is easily forgotten.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { programFiles } from '../../../main/supervisor/programFiles.ts';
import { repositoryRoot } from '../../support/bundleScript.ts';

interface Package {
  files: string[];
  asarUnpack: string[];
  electronFuses: Record<string, boolean>;
}

// The parsers that electron-builder itself reads its file with.
const builderRequire = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const yaml = builderRequire('js-yaml') as { load(text: string): unknown };
const { minimatch } = builderRequire('minimatch') as {
  minimatch: (path: string, pattern: string, options: { dot: boolean }) => boolean;
};

const definition = yaml.load(readFileSync(join(repositoryRoot, 'electron-builder.yml'), 'utf8')) as Package;
const target = { platform: 'linux', arch: 'x64' };

/** The last pattern that fits decides, as in electron-builder; modules are in unless a pattern takes them out. */
function isIn(path: string, patterns: string[]): boolean {
  let included = path.startsWith('node_modules/');
  for (const pattern of patterns) {
    const plain = pattern.replace('${platform}', target.platform).replace('${arch}', target.arch);
    if (plain.startsWith('!')) included &&= !minimatch(path, plain.slice(1), { dot: true });
    else included ||= minimatch(path, plain, { dot: true });
  }
  return included;
}
const isPacked = (path: string): boolean => isIn(path, definition.files);
const isUnpacked = (path: string): boolean =>
  isPacked(path) && definition.asarUnpack.some((pattern) => minimatch(path, pattern, { dot: true }));

const folder = mkdtempSync(join(tmpdir(), 'drydock-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As installed: the archive and what lies beside it. */
function installed(): { files: ReturnType<typeof programFiles>; archive: string } {
  const archive = join(folder, 'app.asar');
  mkdirSync(join(archive, 'dist/desktop'), { recursive: true });
  writeFileSync(join(archive, 'package.json'), '{"version":"1.2.3"}');
  return { files: programFiles(pathToFileURL(join(archive, 'dist/desktop/main.js')).href), archive };
}

describe('the package', () => {
  it('holds the program, the window and the preload in the archive', () => {
    const { files, archive } = installed();
    for (const path of [join(files.window, 'index.html'), files.preload, join(archive, 'dist/desktop/main.js')]) {
      const inside = relative(archive, path);
      expect(inside, path).not.toMatch(/^\.\./);
      expect(isPacked(inside), inside).toBe(true);
    }
    expect(files.version).toBe('1.2.3');
  });

  it('holds everything that child processes run beside the archive', () => {
    const { files, archive } = installed();
    const outside = `${archive}.unpacked`;
    const scripts = [files.engine, files.worker, join(files.worker, '../reader.js'), files.server];
    const examples = readdirSync(join(repositoryRoot, 'examples/birdstrikes')).filter((name) => !/\.(py|md)$/.test(name));
    expect(examples).toContain('example.json');
    for (const path of [...scripts, ...examples.map((name) => join(files.examples, 'birdstrikes', name))]) {
      const inside = relative(outside, path);
      expect(inside, path).not.toMatch(/^\.\./);
      expect(isUnpacked(inside), inside).toBe(true);
    }
  });

  it('holds the lock file that the exporter looks for above the server, and the package.json that makes scripts modules', () => {
    expect(isUnpacked('package-lock.json')).toBe(true);
    expect(isUnpacked('package.json')).toBe(true);
  });

  it('holds every package that built scripts import, the native ones outside and of one platform alone', () => {
    const { dependencies } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) expect(isUnpacked(`node_modules/${name}/package.json`), name).toBe(true);
    const runtime = 'node_modules/onnxruntime-node/bin/napi-v6';
    for (const path of [
      `${runtime}/linux/x64/onnxruntime_binding.node`,
      `${runtime}/linux/x64/libonnxruntime.so.1`,
      'node_modules/onnxruntime-common/dist/cjs/index.js',
      'node_modules/@duckdb/node-bindings-linux-x64/duckdb.node',
      'node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so',
    ]) {
      expect(isUnpacked(path), path).toBe(true);
    }
    for (const path of [`${runtime}/win32/x64/onnxruntime.dll`, `${runtime}/linux/arm64/libonnxruntime.so.1`, 'test/run.mjs']) {
      expect(isPacked(path), path).toBe(false);
    }
    // The folders named above are those of the packages as they are installed.
    expect(readdirSync(join(repositoryRoot, runtime))).toContain('linux');
  });

  it('keeps Electron from being used as Node, debugged or changed @security', () => {
    expect(definition.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    });
  });
});
