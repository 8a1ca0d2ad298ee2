// What electron-builder.yml says for the platforms that this machine is not; test/desktop/packed.test.ts makes the package.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../support/bundleScript.ts';

interface Association {
  ext: string;
  rank?: string;
}

interface Package {
  files: string[];
  fileAssociations: Association[];
  publish: unknown;
  linux: { target: string[]; icon: string; mimeTypes: string[] };
  win: { target: string; icon: string };
  mac: { target: string; icon: string; fileAssociations: Association[] };
  nsis: { include: string };
}

// The parsers that electron-builder itself reads its file with.
const builderRequire = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const yaml = builderRequire('js-yaml') as { load(text: string): unknown };
const { minimatch } = builderRequire('minimatch') as {
  minimatch: (path: string, pattern: string, options: { dot: boolean }) => boolean;
};

const definition = yaml.load(readFileSync(join(repositoryRoot, 'electron-builder.yml'), 'utf8')) as Package;

/** Modules are in unless a pattern takes them out. */
function isPackedFor(platform: string, arch: string, path: string): boolean {
  const patterns = definition.files.map((pattern) => pattern.replace('${platform}', platform).replace('${arch}', arch));
  return !patterns.some((pattern) => pattern.startsWith('!') && minimatch(path, pattern.slice(1), { dot: true }));
}

const runtime = 'node_modules/onnxruntime-node/bin/napi-v6';
const native = {
  'linux x64': [`${runtime}/linux/x64/libonnxruntime.so.1`, 'node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so'],
  'linux arm64': [`${runtime}/linux/arm64/libonnxruntime.so.1`, 'node_modules/@duckdb/node-bindings-linux-arm64/duckdb.node'],
  'win32 x64': [`${runtime}/win32/x64/onnxruntime.dll`, 'node_modules/@duckdb/node-bindings-win32-x64/duckdb.dll'],
  'darwin arm64': [
    `${runtime}/darwin/arm64/libonnxruntime.1.dylib`,
    'node_modules/@duckdb/node-bindings-darwin-arm64/duckdb.node',
  ],
};

describe('the package', () => {
  it.each(Object.keys(native))('for %s holds its own native libraries and no others', (wanted) => {
    const [platform = '', arch = ''] = wanted.split(' ');
    for (const [name, paths] of Object.entries(native)) {
      for (const path of paths) expect(isPackedFor(platform, arch, path), path).toBe(name === wanted);
    }
    for (const path of ['node_modules/@duckdb/node-bindings/package.json', 'node_modules/onnxruntime-node/dist/index.js']) {
      expect(isPackedFor(platform, arch, path), path).toBe(true);
    }
  });

  it('is made for every desktop, with icons in the form that each takes', () => {
    const { linux, win, mac } = definition;
    expect([linux.target, win.target, mac.target]).toEqual([['AppImage', 'deb'], 'nsis', 'dmg']);
    const start = (path: string, bytes: number) => readFileSync(join(repositoryRoot, path)).subarray(0, bytes).toString('latin1');
    expect(start(win.icon, 4)).toBe('\0\0\u0001\0');
    expect(start(mac.icon, 4)).toBe('icns');
    for (const size of [16, 48, 256, 512]) {
      const png = readFileSync(join(repositoryRoot, linux.icon, `${String(size)}x${String(size)}.png`));
      expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', size, size]);
    }
  });

  it('opens .onnx, and drydock.json without becoming the default program for JSON', () => {
    expect(definition.fileAssociations.map(({ ext }) => ext)).toEqual(['onnx']);
    expect(definition.mac.fileAssociations).toMatchObject([{ ext: 'onnx' }, { ext: 'json', rank: 'Alternate' }]);
    expect(definition.linux.mimeTypes).toEqual(['application/json']);
    const installer = readFileSync(join(repositoryRoot, definition.nsis.include), 'utf8');
    expect(installer).toContain('\\.json\\OpenWithProgids');
    // The default of an extension is the unnamed value of its key.
    expect(installer).not.toMatch(/WriteRegStr SHELL_CONTEXT "Software\\Classes\\\.json"/);
  });

  it('asks no server for updates @security', () => {
    expect(definition.publish).toBeNull();
    const { dependencies } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { dependencies: object };
    expect(Object.keys(dependencies)).not.toContain('electron-updater');
  });
});
