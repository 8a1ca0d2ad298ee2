// Distributions that are not what they were: of the inputs, of the answers, of the labels.
import { percent } from '../figures.ts';
import { likenessText } from '../likeness/likeness.ts';
import { alertsOf, stretches, type AlertRule, type Findings } from './rule.ts';

type Column = Findings['columns'][number];

const mostNamed = 4;

function driftedIn(columns: readonly Column[], window: number): Column[] {
  return columns
    .filter((column) => column.windows[window]?.verdict === 'drift')
    .sort(
      (a, b) =>
        (b.damage?.value ?? 0) - (a.damage?.value ?? 0) || (b.windows[window]?.score ?? 0) - (a.windows[window]?.score ?? 0),
    );
}

const inputs = ({ role }: Column): boolean => role === 'feature' || role === 'other';

export const inputDrift: AlertRule = {
  name: 'inputDrift',
  title: 'Inputs drift',
  explains: 'At least one column that feeds the model drifts (without a model: at least one column).',
  find: ({ windows, columns }) => {
    const features = columns.filter(({ role }) => role === 'feature');
    const judged = features.length > 0 ? features : columns.filter(inputs);
    return alertsOf(
      inputDrift,
      stretches(windows, (window) => driftedIn(judged, window).length > 0),
      ({ at }) => {
        const drifted = driftedIn(judged, at);
        const named = drifted.slice(0, mostNamed).map(({ name, likeness }) => {
          const found = likeness[at]?.();
          return found ? `${name} ${likenessText(found)}` : name;
        });
        const more = drifted.length - named.length;
        return {
          severity: 'warning',
          detail: `${String(drifted.length)} of ${String(judged.length)} columns: ${named.join('; ')}${more > 0 ? ` and ${String(more)} more` : ''}`,
          action: 'look',
        };
      },
    );
  },
};

function ofRole(role: Column['role'], rule: Pick<AlertRule, 'name' | 'title' | 'explains'>): AlertRule {
  return {
    ...rule,
    find: ({ windows, columns }) =>
      columns
        .filter((column) => column.role === role)
        .flatMap((column) =>
          alertsOf(
            rule,
            stretches(windows, (window) => column.windows[window]?.verdict === 'drift'),
            ({ at }) => ({
              severity: 'warning',
              column: column.name,
              detail: column.changed[at]?.words[0] ?? `${column.method} ${(column.windows[at]?.score ?? 0).toFixed(3)}`,
              action: 'look',
            }),
          ),
        ),
  };
}

export const predictionDrift = ofRole('prediction', {
  name: 'predictionDrift',
  title: 'Predictions drift',
  explains: 'What the model predicts is distributed otherwise than in the reference.',
});

export const scoreDrift = ofRole('score', {
  name: 'scoreDrift',
  title: 'Scores drift',
  explains: 'The scores of the positive class are distributed otherwise than in the reference.',
});

export const targetDrift = ofRole('target', {
  name: 'targetDrift',
  title: 'Labels drift',
  explains: 'The true labels are distributed otherwise than in the reference: their base rate changed.',
});

export const manyDrift: AlertRule = {
  name: 'datasetDrift',
  title: 'The data as a whole drift',
  explains: 'So large a share of the columns drifts that the preset speaks of drift of the whole dataset.',
  find: ({ windows, dataset }) =>
    alertsOf(
      manyDrift,
      stretches(windows, (window) => dataset[window]?.verdict === 'drift'),
      ({ at }) => ({
        severity: 'warning',
        detail: `${percent(dataset[at]?.share ?? 0)} of the columns drift`,
        action: 'look',
      }),
    ),
};

export const togetherDrift: AlertRule = {
  name: 'togetherDrift',
  title: 'Columns go together otherwise',
  explains:
    'Trees tell the rows of the window from those of the reference by all columns together, while no column that feeds the model drifts alone.',
  find: ({ windows, columns, together }) => {
    const area = together.find(({ method }) => method === 'domain-classifier');
    const alone = columns.filter(inputs);
    return alertsOf(
      togetherDrift,
      stretches(windows, (window) => area?.windows[window]?.verdict === 'drift' && driftedIn(alone, window).length === 0),
      ({ at }) => ({
        severity: 'warning',
        detail: `told apart with an area under the ROC curve of ${(area?.windows[at]?.value ?? 0).toFixed(2)} (0.5 = not at all)`,
        action: 'look',
      }),
    );
  },
};
