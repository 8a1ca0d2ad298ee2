import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nodeExecutable } from '../../../main/worker/nodeExecutable.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-node-'));
const own = join(folder, 'own');
const name = process.platform === 'win32' ? 'node.exe' : 'node';
writeFileSync(own, '');
writeFileSync(join(folder, name), '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is this process’s own outside of Electron, whatever else is there', () => {
  expect(nodeExecutable({ PATH: folder, DRYDOCK_NODE: own }, false)).toBe(process.execPath);
});

it('under Electron is the one named in DRYDOCK_NODE, else the one on the PATH', () => {
  expect(nodeExecutable({ PATH: folder, DRYDOCK_NODE: own }, true)).toBe(own);
  expect(nodeExecutable({ PATH: folder, DRYDOCK_NODE: join(folder, 'gone') }, true)).toBe(join(folder, name));
  expect(nodeExecutable({ PATH: folder }, true)).toBe(join(folder, name));
});
