import type { RowFilter, RowSort } from '../../../../app/api/schemas/common';
import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';

/** One order of a run's rows, the ones that teach most about the model first. */
export interface HardestKind {
  name: string;
  /** What the order is, as a sentence. */
  explained: string;
  filters: RowFilter[];
  sort: RowSort;
  /** Found by confident learning among all rows of the run, instead of by an order of one column. */
  isLabelIssues?: true;
}

/** The orders that a run has: by what it has of labels and scores. */
export function hardestKinds(record: RunRecord, report: RunReport): HardestKind[] {
  const { reading, threshold } = record.plan;
  const hasLabels = report.labelled > 0;
  if (report.task === 'regression') {
    if (!hasLabels) return [];
    return [
      {
        name: 'Largest errors',
        explained: 'The size of predicted − actual, the largest first.',
        filters: [{ column: 'absoluteError', op: 'present' }],
        sort: { column: 'absoluteError', descending: true },
      },
    ];
  }
  if (!reading.scores) return [];
  const labelled: HardestKind[] = [
    {
      name: 'Highest loss',
      explained: 'The log loss of each row: minus the logarithm of the score that the true class got.',
      filters: [{ column: 'loss', op: 'present' }],
      sort: { column: 'loss', descending: true },
    },
    {
      name: 'Confident errors',
      explained: 'Wrong rows, the ones with the highest score of the class that was predicted first.',
      filters: [{ column: 'correct', op: 'eq', value: false }],
      sort: { column: 'confidence', descending: true },
    },
  ];
  const mislabelled: HardestKind = {
    name: 'Likely mislabelled',
    explained:
      'By confident learning: the label is unlikely, another class likelier than it is on average for the rows that have it as label. The lowest label quality first.',
    filters: [],
    sort: { column: 'label quality', descending: false },
    isLabelIssues: true,
  };
  return [
    ...(hasLabels ? [...labelled, mislabelled] : []),
    {
      name: 'Nearest the decision',
      explained:
        threshold === undefined
          ? 'The highest score minus the second highest, the smallest first: a little more or less would change the answer.'
          : `Twice the distance of the score from the threshold ${String(threshold)}, the smallest first: a little more or less would change the answer.`,
      filters: [{ column: 'margin', op: 'present' }],
      sort: { column: 'margin', descending: false },
    },
  ];
}

/** The columns to show of a page of the run's rows, as indices: what was predicted, the measure, and what the model saw. */
export function hardestColumns(names: readonly string[], record: RunRecord, report: RunReport, kind: HardestKind): number[] {
  const at = (name: string): number => names.indexOf(name);
  // A data column that is called as one of the predictions has another name there.
  const ofData = (name: string): number => (at(`${name} (data)`) >= 0 ? at(`${name} (data)`) : at(name));
  const predictions = report.task === 'regression' ? ['actual', 'predicted'] : ['actual', 'predicted', scoreName(report)];
  const fed = record.plan.inputs.flatMap(({ features }) => features.map(({ column }) => column));
  const measures = kind.isLabelIssues ? ['likely label', 'label quality'] : [kind.sort.column];
  const wanted = [...predictions, ...measures].map(at).concat([...new Set(fed)].map(ofData));
  return [...new Set(wanted)].filter((index) => index >= 0);
}

function scoreName({ positive }: RunReport): string {
  return positive === null ? 'confidence' : `score_${positive}`;
}
