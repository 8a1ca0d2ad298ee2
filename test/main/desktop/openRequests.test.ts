import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { givenPaths, givenProject, placeAddress, projectAddress } from '../../../main/desktop/openRequests.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-open-'));
const project = join(folder, 'a project & more');
mkdirSync(project);
writeFileSync(join(project, 'drydock.json'), '{}');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files on the command line', () => {
  const packaged = { isPackaged: true, cwd: folder };
  it('are those after the program, wherever the switches of Chromium stand', () => {
    expect(givenPaths(['drydock', '--no-sandbox', 'm.onnx', '-x', '/abs/d.csv'], packaged)).toEqual([
      join(folder, 'm.onnx'),
      resolve('/abs/d.csv'),
    ]);
    expect(givenPaths(['electron', '--inspect=0', '/program', 'm.onnx'], { ...packaged, isPackaged: false })).toEqual([
      join(folder, 'm.onnx'),
    ]);
    expect(givenPaths(['drydock'], packaged)).toEqual([]);
  });
  it('are left out when no path of a system is like that @security', () => {
    expect(givenPaths(['drydock', '', 'a\0b', 'x'.repeat(5_000)], packaged)).toEqual([]);
  });
});

describe('a project', () => {
  it('is its folder or its drydock.json, alone', () => {
    expect(givenProject([project])).toBe(project);
    expect(givenProject([join(project, 'drydock.json')])).toBe(project);
    expect(givenProject([folder])).toBeNull();
    expect(givenProject([join(folder, 'm.onnx')])).toBeNull();
    expect(givenProject([project, join(folder, 'm.onnx')])).toBeNull();
    expect(givenProject([])).toBeNull();
  });
  it('has an address that keeps every character of its folder', () => {
    const address = projectAddress('/a b/ü&?#=');
    expect(address).toMatch(/^app:\/\/workbench\/#\/\?project=[^\s&#]+$/);
    expect(new URLSearchParams(address.split('?')[1]).get('project')).toBe('/a b/ü&?#=');
  });
});

describe('the place of the last time', () => {
  it('is returned to, unless its project is gone', () => {
    const hash = `#/runs?project=${encodeURIComponent(project)}`;
    expect(placeAddress(hash)).toBe(`app://workbench/${hash}`);
    expect(placeAddress('#/settings')).toBe('app://workbench/#/settings');
    expect(placeAddress('#/runs?project=%2Fgone')).toBe('app://workbench/');
  });
});
