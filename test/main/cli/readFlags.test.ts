// Flags that say how a text file is to be read, and class names, through the command as a shell runs it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { multiclassLogits } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

function file(name: string, content: string | Uint8Array): string {
  mkdirSync(join(home, 'files'), { recursive: true });
  const path = join(home, 'files', name);
  writeFileSync(path, content);
  return path;
}
async function profile(path: string, ...flags: string[]): Promise<DatasetCard> {
  const { code, stdout, stderr } = await drydock(home, ['profile', path, '--json', ...flags]);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as DatasetCard;
}
const names = ({ columns }: DatasetCard): string[] => columns.map(({ name }) => name);

describe('profile', () => {
  it('takes the word of --header and --no-header for what the first row is', async () => {
    const years = file('years.csv', '2019,2020\n1,2\n3,4\n');
    expect(await profile(years)).toMatchObject({ rows: 3, options: { header: false } });
    const told = await profile(years, '--header');
    expect([told.rows, names(told)]).toEqual([2, ['2019', '2020']]);
    const named = file('named.csv', 'a,b\n1,x\n2,y\n');
    expect(await profile(named)).toMatchObject({ rows: 2, options: { header: true } });
    const rows = await profile(named, '--no-header');
    expect([rows.rows, names(rows)]).toEqual([3, ['column1', 'column2']]);
    expect(rows.warnings.map(({ code }) => code)).not.toContain('header-missing');
  });

  it('takes --quote for what stands around values, or none for quotes that are letters', async () => {
    const inches = file('inches.csv', 'size,n\n"5" pipe,1\n"6" pipe,2\n7,3\n');
    const misread = await drydock(home, ['profile', inches, '--json']);
    expect([misread.code, (JSON.parse(misread.stdout) as { error: object }).error]).toMatchObject([2, { code: 'DATA_MISREAD' }]);
    const told = await profile(inches, '--quote', 'none');
    expect(told).toMatchObject({ rows: 3, rejected: 0, options: { quote: '' } });
    expect(told.columns[0]?.top.map(({ value }) => value)).toContain('"5" pipe');
    expect(await profile(file('bars.csv', 'a,b\n|x,y|,1\n'), '--quote', '|')).toMatchObject({ rows: 1, rejected: 0 });
  });

  it('takes the order of the dates of a column called __proto__', async () => {
    const path = file('proto.csv', '__proto__,x\n03/04/2020,1\n05/06/2020,2\n');
    const card = await profile(path, '--date-order', '__proto__=day-month-year');
    expect(card.questions).toEqual([]);
    expect(card.columns[0]).toMatchObject({ type: 'datetime', min: '2020-04-03T00:00:00.000Z' });
    const wrong = await drydock(home, ['profile', path, '--date-order', '__proto__=dmy']);
    expect([wrong.code, wrong.stderr.includes('at "times.__proto__"')]).toEqual([2, true]);
  });
});

describe('validate', () => {
  const table = (): string => file('animals.csv', 'a,b,c,d,animal,truth\n1,2,3,4,bee,ant\n2,3,4,5,ant,bee\n3,4,5,6,cat,cat\n');

  it('calls the classes as --labels says, on the command and in the project it keeps', async () => {
    const model = file('animals.onnx', multiclassLogits());
    const labels = file('kinds.txt', 'ant\nbee\ncat\n');
    const inspected = await drydock(home, ['inspect', model, '--labels', labels, '--json']);
    expect((JSON.parse(inspected.stdout) as ModelCard).reading?.classes).toEqual(['ant', 'bee', 'cat']);
    const out = join(home, 'kept');
    const flags = ['validate', '--model', model, '--data', table(), '--target', 'animal', '--json', '--out', out];
    const { code, stdout } = await drydock(home, [...flags, '--labels', labels]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as RunReport;
    expect([report.labelled, report.confusion?.labels]).toEqual([3, ['ant', 'bee', 'cat']]);
    const two = await drydock(home, ['validate', '--project', out, '--labels', file('two.txt', 'ant\nbee\n')]);
    expect([two.code, two.stderr]).toEqual([2, expect.stringContaining('two.txt names 2 classes, but the model has 3')]);
  });

  it('lets a flag win over the mapping file', async () => {
    const model = file('flags.onnx', multiclassLogits());
    const out = join(home, 'mapped');
    const common = ['validate', '--model', model, '--data', table(), '--labels', file('kinds.txt', 'ant\nbee\ncat\n')];
    expect((await drydock(home, [...common, '--target', 'animal', '--out', out])).code).toBe(0);
    const map = ['--map', join(out, 'drydock.json'), '--json'];
    const columns = async (...more: string[]): Promise<unknown> => {
      const { stdout } = await drydock(home, [...common, ...map, ...more]);
      return (JSON.parse(stdout) as RunReport).columns;
    };
    expect(await columns()).toMatchObject({ target: 'animal' });
    expect(await columns('--target', 'truth')).toMatchObject({ target: 'truth' });
  });

  it('refuses a gate that names no metric before it reads anything', async () => {
    const gate = file('gate.json', '{"__proto__": {"min": 0.5}}');
    const { code, stderr } = await drydock(home, ['validate', '--model', 'no.onnx', '--data', 'no.csv', '--gate', gate]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/gate\.json cannot be used at "__proto__": there is no metric of this name/);
  });
});
