import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireListed } from '../../renderer/plugins/licences.ts';
import { shippedPackages } from '../../renderer/plugins/shippedPackages.ts';

const root = join(import.meta.dirname, '../..');
const packages = shippedPackages(root);
/** Licences that let a program be given away, with their notice. */
const known = /^\(?(?:(?:MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|CC0-1\.0)(?: (?:OR|AND) )?)+\)?$/;

it('every package that goes out states a licence that is known', () => {
  expect(packages.length).toBeGreaterThan(60);
  expect(packages.filter(({ licence }) => !known.test(licence))).toEqual([]);
  expect(packages.filter(({ version }) => version === '')).toEqual([]);
});

it('their texts are there, but for the packages that bring none', () => {
  const without = packages.filter(({ text }) => text === null).map(({ name }) => name);
  expect(without).toEqual(['onnxruntime-common', 'onnxruntime-node', 'react-remove-scroll-bar', 'worker-f']);
  const react = packages.find(({ name }) => name === 'react');
  expect(react?.text).toContain('Permission is hereby granted');
});

it('nothing is missing that the program imports, nor Electron, nor what those need in turn', () => {
  const names = new Set(packages.map(({ name }) => name));
  const imported = new Set<string>();
  for (const folder of ['app', 'main', 'renderer/src']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file)) continue;
      const text = readFileSync(join(root, folder, file), 'utf8');
      for (const [, name = ''] of text.matchAll(/^(?:import|export|\}) .*\bfrom '([^'./][^']*)';$/gm)) {
        const [first = '', second = ''] = name.split('/');
        if (!isBuiltin(name) && !name.startsWith('virtual:')) imported.add(first.startsWith('@') ? `${first}/${second}` : first);
      }
    }
  }
  expect(imported.size).toBeGreaterThan(10);
  expect([...imported].filter((name) => !names.has(name))).toEqual([]);
  expect(['electron', 'scheduler', 'fflate', 'd3-scale', '@duckdb/node-bindings'].filter((name) => !names.has(name))).toEqual([]);
});

it('a window that takes in code of a package that is not listed is not built', () => {
  const modules = [
    '/x/renderer/src/main.tsx',
    '/x/node_modules/react/index.js',
    '/x/node_modules/a/node_modules/@new/kid/index.js',
  ];
  expect(() => requireListed(modules, packages)).toThrow('The list of licences lacks: @new/kid');
  expect(() => requireListed(modules.slice(0, 2), packages)).not.toThrow();
});
