import { describe, expect, it } from 'vitest';
import { folderProjectName, projectNameFrom, servedName } from '../../../app/api/names.ts';

describe('names nobody gave', () => {
  it.each([
    ['/data/Wing damage.onnx', 'Wing damage'],
    ['C:\\models\\churn.v2.onnx', 'churn.v2'],
    ['/data/strikes.csv.gz', 'strikes'],
    ['/exports/model/', 'model'],
    [`/${'x'.repeat(300)}.csv`, 'x'.repeat(120)],
    ['/data/*.csv', undefined],
    ['/data/.onnx', undefined],
    ['', undefined],
  ])('a project that begins with %s', (path, name) => {
    expect(projectNameFrom(path)).toBe(name);
  });

  it.each([
    ['2024.01 export', '2024.01 export'],
    ['...', undefined],
  ])('a project that begins with the folder %s', (folder, name) => {
    expect(folderProjectName(folder)).toBe(name);
  });

  it.each([
    ['Wing damage', 'wing-damage'],
    ['Übung 3.onnx', 'ubung-3'],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
    ['日本', 'model'],
  ])('the served model of the project %s', (project, name) => {
    expect(servedName(project)).toBe(name);
    expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/);
  });
});
