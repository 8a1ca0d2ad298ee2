import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { CorruptionFamily } from '../../app/api/schemas/stress.ts';
import type { Corruption } from '../../app/stress/corruption.ts';
import { corruptions } from '../../app/stress/corruptions/registry.ts';

const families: Record<CorruptionFamily, [title: string, about: string]> = {
  missing: ['Missing', 'A missing cell goes the way that the mapping says: a constant, NaN, or the row gets no answer.'],
  values: ['Wrong numbers and times', 'Columns of integers stay whole. Scales are those of the clean column.'],
  categories: ['Categories', 'Typing errors and wrong encodings are put on free text too.'],
  text: ['Free text', 'For columns of free text. Word lists and contractions are English.'],
  columns: ['Columns', 'Right values in the wrong place, or none.'],
  rows: ['Rows', 'Whole records.'],
  labels: ['Labels', 'The answers of the model stay the same; what they are measured against does not.'],
  order: ['In the course of time', 'By the time column where there is one. Without it only the stuck sensors are put on, by the order of the rows.'],
  shift: ['Shifts', 'Each row is right; there are more of some, or other answers are right.'],
};

function section({ id, title, help, amounts, says, continuous, reach }: Corruption): string {
  const put = reach.of === 'cells' ? 'Put on columns, each alone and all together' : 'Put on the table as a whole';
  const search = continuous ? '; a breaking point can be searched between the severities' : '';
  const severities = amounts.map((amount, i) => `${i + 1}. ${says(amount)}`).join('\n');
  return `### ${title} (\`${id}\`)\n\n${help}\n\n${severities}\n\n${put}${search}.`;
}

it('docs/corruptions.md lists exactly the registry (vitest -u rewrites it)', async () => {
  const sections = CorruptionFamily.options.map((family) => {
    const [title, about] = families[family];
    const ones = corruptions.filter((corruption) => corruption.family === family).map(section);
    return [`## ${title}`, about, ...ones].join('\n\n');
  });
  const page = `# Corruptions

Ways in which data go wrong, and what the five severities of each mean. Damage is put on raw rows, before preparation, so that the whole
path that is deployed is tested. This page is made from \`app/stress/corruptions/\`.

The same seed gives the same bytes on any machine: what happens to a cell depends on the seed, the name of the column and the number of the
row, not on the batch or the sample. The cells that are hit at 10 % are among those hit at 25 %, and most corruptions hit the same cells,
so that two figures differ by the damage and not by the luck of the draw. Means, standard deviations, percentiles and categories are those
of the clean column. A severity that the data give nothing to damage (a constant column has no noise) leaves them as they are.

${sections.join('\n\n')}
`;
  await expect(page).toMatchFileSnapshot('../../docs/corruptions.md');
});

it('README.md tells how many there are', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme.match(/in those of (\d+) ways that fit them/)?.[1]).toBe(String(corruptions.length));
});
