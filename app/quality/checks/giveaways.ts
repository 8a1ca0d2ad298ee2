import { counted } from '../../base/counts.ts';
import type { RowFilter } from '../../api/schemas/common.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { sampleNote } from '../drawRows.ts';
import { isLabelled, targetSample } from '../labelSample.ts';
import { findGiveaway, type Giveaway } from '../maths/giveaway.ts';
import { sampleColumns } from '../sampleColumns.ts';
import { number, percent, quoted } from '../words.ts';

const mostRows = 20_000;

export const giveaways: DataCheck = {
  id: 'giveaway',
  title: 'Values that give a label away',
  help: "Parts of a column (from a value on, up to a value, one text, with or without a value) in which a label that is rare elsewhere is all but certain: what is written down after the fact often shows like this, a repair that cost something for instance. Graded by the lower end of Wilson's 95 % interval of the share of the label there; on at most 20,000 rows.",
  measure: 'certainty of the label, 0 to 1',
  bad: 'above',
  needs: ['classes'],
  thresholds: [
    ...grades('score', { info: 0.8, warn: 0.9, fail: null }),
    { name: 'base', title: 'A label is rare up to this share of the rows', unit: 'share', default: 0.3, kind: 'parameter' },
  ],
  async run(context) {
    const { columns, roles, card, seed, parameter } = context;
    const target = await targetSample(context, mostRows);
    if (!roles.target || target?.kind !== 'class') return { skipped: 'There are no labels.' };
    const looked = columns.filter(({ name }) => name !== roles.target?.name);
    const fed = new Set(roles.features.map(({ name }) => name));
    const labelled = card.rows - roles.target.missing;
    const measures: Measure[] = [];
    const options = { classCount: target.classes.length, mostBase: parameter('base') ?? 0 };
    for await (const { column, sample } of sampleColumns(context, looked, { most: mostRows, where: isLabelled(roles.target) })) {
      const found = findGiveaway(sample, target.labels, options);
      if (!found || found.certainty < 0.5) continue;
      const label = `${found.isLabel ? '' : 'anything but '}${quoted(target.classes[found.label] ?? '')}`;
      const feeds = !roles.isFed || fed.has(column.name);
      measures.push({
        key: column.name,
        columns: [column.name, roles.target.name],
        count: found.rows,
        share: found.rows / Math.min(mostRows, labelled),
        value: found.certainty,
        message: `Where "${column.name}" ${partText(found)}, ${found.hits === found.rows ? `all ${counted(found.rows, 'row')} are` : `${percent(found.hits / found.rows)} of ${counted(found.rows, 'row')} are`} ${label}; of all rows ${percent(found.base)} are${roles.isFed && !feeds ? '. It does not feed the model' : ''}.`,
        advice:
          feeds && roles.isFed
            ? 'Find out whether it is known before the answer is. If it is filled in afterwards, train without it.'
            : 'It may be written down after the fact. Keep it out of the model unless it is known before the answer.',
        rows: { kind: 'filters', filters: [filterOf(column.name, found)] },
        sample: sampleNote(Math.min(mostRows, labelled), labelled, seed),
      });
    }
    return { tested: looked.length, measures };
  },
};

function partText({ where }: Giveaway): string {
  switch (where.kind) {
    case 'from':
      return `is at least ${number(where.value)}`;
    case 'to':
      return `is at most ${number(where.value)}`;
    case 'text':
      return `is ${quoted(where.text)}`;
    case 'missing':
      return 'is missing';
    case 'present':
      return 'has a value';
  }
}

function filterOf(column: string, { where }: Giveaway): RowFilter {
  switch (where.kind) {
    case 'from':
      return { column, op: 'ge', value: where.value };
    case 'to':
      return { column, op: 'le', value: where.value };
    case 'text':
      return { column, op: 'eq', value: where.text };
    case 'missing':
    case 'present':
      return { column, op: where.kind };
  }
}
