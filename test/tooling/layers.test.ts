// Every rule of the layers bites: an import against it, planted in a folder of its own, is found and named.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from '../support/drydock.ts';

const config = join(root, 'test/tooling/dependency-cruiser.cjs');
const require = createRequire(import.meta.url);
const levels = require('./layers.cjs') as string[][];
const { forbidden } = require(config) as { forbidden: { name: string }[] };

const folder = mkdtempSync(join(tmpdir(), 'drydock-layers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file that imports these, each a file of the tree (made where it is missing) or the name of a package. */
function plant(path: string, ...imports: string[]): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  const lines = imports.map((to) => {
    if (!to.includes('/')) return `import '${to}';`;
    const target = join(folder, to);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, 'export {};\n', { flag: 'a' });
    const way = relative(dirname(file), target);
    return `import '${way.startsWith('.') ? way : `./${way}`}';`;
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

const inLayer = (name: string, file: string): string => (name.endsWith('.ts') ? `app/${name}` : `app/${name}/${file}.ts`);

/** Rule, importing file, imported file or package. */
const planted: [string, string, string][] = [
  ['app-is-host-independent', 'app/runs/host.ts', 'main/cli/a.ts'],
  ['app-is-host-independent', 'app/runs/page.ts', 'react'],
  ['base-imports-nothing', 'app/base/package.ts', 'zod'],
  ['contract-is-isomorphic', 'app/metrics/files.ts', 'fs'],
  ['pure-maths-sees-only-schemas', 'app/metrics/wire.ts', 'app/api/rpc.ts'],
  ['server-stays-small', 'app/inference/figures.ts', 'app/metrics/figure.ts'],
  ['server-sees-only-what-ships', 'main/server/data.ts', 'app/data/table.ts'],
  ['jobs-know-no-feature', 'app/jobs/rows.ts', 'app/prepare/rows.ts'],
  ['one-composition-root', 'main/worker/root.ts', 'app/workbench.ts'],
  ['renderer-sees-only-the-contract', 'renderer/src/data.ts', 'app/data/table.ts'],
  ['hosts-do-not-know-each-other', 'main/desktop/other.ts', 'main/browser/b.ts'],
  ['hosts-do-not-know-each-other', 'main/supervisor/other.ts', 'main/cli/b.ts'],
  ['hosts-do-not-know-each-other', 'main/pages/other.ts', 'main/engine/b.ts'],
  ['command-line-starts-the-browser-host', 'main/cli/worker.ts', 'main/worker/b.ts'],
  ['one-door-to-onnxruntime', 'app/runs/session.ts', 'onnxruntime-node'],
  ['electron-only-in-desktop', 'main/cli/window.ts', 'electron'],
];

/** What the layers allow: one import from every layer to every lower one, and within a layer. */
const allowed: [string, string][] = [['main/cli/serve.ts', 'main/browser/b.ts']];

levels.forEach((level, index) => {
  const others = levels.flatMap((names, at) => (at < index ? [] : names));
  for (const name of level) {
    for (const other of others.filter((each) => each !== name))
      planted.push([`layer-${name}`, inLayer(name, `to-${other.replace('.ts', '')}`), inLayer(other, 'leaf')]);
  }
});

function cruise(): { from: string; to: string; rule: string }[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      config,
      '--output-type',
      'json',
      'app',
      'main',
      'renderer/src',
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; to: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, to, rule }) => ({ from, to, rule: rule.name }));
}

it('an import against any rule is found under its name, and one that the layers allow is not', () => {
  // Files of the top layers are one file each: all their imports stand in it.
  const imports = new Map<string, string[]>();
  for (const [from, to] of [...planted.map(([, from, to]) => [from, to] as const), ...allowed])
    imports.set(from, [...(imports.get(from) ?? []), to]);
  for (const [from, to] of imports) plant(from, ...to);
  plant('app/runs/there.ts', 'app/runs/back.ts');
  plant('app/runs/back.ts', 'app/runs/there.ts');

  const found = cruise();
  const names = new Set(found.map(({ from, to, rule }) => `${rule}: ${from} -> ${to}`));
  const missed = planted.map(([rule, from, to]) => `${rule}: ${from} -> ${to}`).filter((name) => !names.has(name));
  expect(missed).toEqual([]);
  expect(forbidden.map(({ name }) => name).filter((name) => !found.some(({ rule }) => rule === name))).toEqual([]);
  expect(found.filter(({ from }) => from === 'main/cli/serve.ts')).toEqual([]);
});
