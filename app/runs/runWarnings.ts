// What a person should know about a run although it went through.
import { count } from '../base/counts.ts';
import type { Warning } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import type { Evaluation, RunRecord, SliceFigures } from '../api/schemas/runs.ts';
import { bySeverity } from '../api/warnings.ts';
import type { BatchInvariance } from '../inference/batchInvariance.ts';
import { datasetWarnings } from './datasetWarnings.ts';
import { fewOfEach } from './fewOfEach.ts';
import type { RefusedRows } from './inferBatch.ts';
import { mappingWarnings } from './mappingWarnings.ts';
import type { RowCounts, UnpredictedRows } from './runCounts.ts';
import type { PredictionShape } from './predictionBlock.ts';

export interface WarningFacts {
  state: RunRecord['state'];
  stateReason: string | null;
  shape: PredictionShape;
  counts: RowCounts;
  reasons: UnpredictedRows;
  evaluation: Evaluation;
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  plan: PreparationPlan;
  fatalRows: readonly number[];
  refused: RefusedRows;
  /** Null = not looked at. */
  invariance: BatchInvariance | null;
  /** Rows a batch; null = not known. */
  batch: number | null;
  /** Of the project's named slices. */
  slices: readonly SliceFigures[];
}

/** Those that change how the figures are to be read come first. */
export function runWarnings(facts: WarningFacts): Warning[] {
  const all = [
    ...partialWarnings(facts),
    ...batchWarnings(facts),
    ...mappingWarnings(facts.model, facts.data, facts.mapping),
    ...labelWarnings(facts),
    ...weightWarnings(facts),
    ...predictionWarnings(facts),
    ...missingWarnings(facts),
    ...dataWarnings(facts),
    ...datasetWarnings(facts.data, facts.mapping),
    ...sliceWarnings(facts),
  ];
  return bySeverity(fewOfEach(all));
}

function partialWarnings({ state, stateReason, counts, data }: WarningFacts): Warning[] {
  if (state !== 'partial') return [];
  return [
    {
      code: 'partial-run',
      message: `Partial run: ${count(counts.done)} of ${count(data.rows)} rows were finished (${stateReason ?? 'interrupted'}).`,
      hint: 'All figures cover the finished rows only, which are the first ones of the data. Run again for all rows.',
      count: data.rows - counts.done,
    },
  ];
}

function batchWarnings({ invariance, batch }: WarningFacts): Warning[] {
  if (!invariance || invariance.ok) return [];
  const { differing, rows, maxDifference } = invariance;
  const by = Number.isFinite(maxDifference) ? ` (by up to ${Number(maxDifference.toPrecision(2))})` : '';
  return [
    {
      code: 'batch-dependent',
      message: `The model mixes the rows of a batch: ${count(differing.length)} of ${count(rows)} rows got another answer alone than together with others${by}.`,
      hint: `All figures hold for batches of ${batch === null ? 'this size' : `${count(batch)} rows`} in this order only; a server that is asked for single rows answers otherwise. Export the model for inference, without statistics over the batch.`,
    },
  ];
}

function sliceWarnings({ slices }: WarningFacts): Warning[] {
  return slices.flatMap(({ name, rows, problem }) => {
    if (problem === undefined && rows > 0) return [];
    return [
      {
        code: 'slice-without-figures',
        message: `The slice “${name}” has no figures: ${problem ?? 'no row of these data is in it'}`.replace(/([^.])$/, '$1.'),
        hint: 'Change or remove the slice if it was made for other data.',
      },
    ];
  });
}

function weightWarnings({ shape, counts }: WarningFacts): Warning[] {
  if (!shape.hasWeight) return [];
  if (!(counts.totalWeight > 0)) {
    return [
      {
        code: 'no-weight',
        message: 'No row has a weight above zero: predictions were made, but no figure could be computed.',
        hint: 'Check that the column in the role "weight" is the right one, or run without weights.',
        count: counts.done,
      },
    ];
  }
  if (counts.withoutWeight === 0) return [];
  return [
    {
      code: 'rows-without-weight',
      message: `${count(counts.withoutWeight)} of ${count(counts.done)} rows have no weight and were left out of all figures.`,
      hint: 'Fill in the weights, or run without them.',
      count: counts.withoutWeight,
    },
  ];
}

function labelWarnings({ shape, counts, evaluation }: WarningFacts): Warning[] {
  if (!shape.hasActual) {
    return [
      {
        code: 'no-target',
        message: 'No column has the role "target": predictions were made, but nothing could be compared.',
        hint: 'Give the column with the true answers the role "target" to get accuracy.',
      },
    ];
  }
  if (counts.labelled === 0) {
    return [
      {
        code: 'no-labels',
        message: 'No row has a label: predictions were made, but nothing could be compared.',
        hint: 'Check that the target column is the right one and is filled in.',
        count: counts.done,
      },
    ];
  }
  const warnings: Warning[] = [];
  const withoutLabel = counts.done - counts.labelled;
  if (withoutLabel > 0) {
    warnings.push({
      code: 'rows-without-label',
      message: `${count(withoutLabel)} rows have no label and are left out of the metrics.`,
      count: withoutLabel,
    });
  }
  const unknown = evaluation.unknownLabels;
  if (unknown.length > 0) {
    const rows = unknown.reduce((sum, label) => sum + label.count, 0);
    const shown = unknown.slice(0, 5).map((label) => `"${label.label}" (${count(label.count)})`);
    warnings.push({
      code: 'unknown-labels',
      message: `${count(rows)} rows have a label the model does not know: ${shown.join(', ')}${unknown.length > 5 ? ', …' : ''}. They count as wrong.`,
      hint: 'If a label is only written differently, map it to the class of the model.',
      count: rows,
    });
  }
  return warnings;
}

function predictionWarnings({ counts, reasons, fatalRows, refused }: WarningFacts): Warning[] {
  const { missing, unfit, notFinite, fatal } = reasons;
  const warnings: Warning[] = [];
  const push = (code: string, rows: number, message: string, hint: string): void => {
    if (rows > 0)
      warnings.push({
        code,
        message: `${count(rows)} ${rows === 1 ? 'row' : 'rows'} got no prediction: ${message}`,
        hint,
        count: rows,
      });
  };
  push(
    'rejected-missing',
    missing,
    'a value is missing and the policy rejects such rows.',
    'Choose another policy for missing values to include them.',
  );
  push(
    'rejected-unfit',
    unfit,
    'a value does not fit the type of the model input.',
    'Look at these rows: no prediction was made for them.',
  );
  push(
    'not-a-number',
    notFinite,
    'the model gave values that are not numbers (NaN).',
    'Look at the inputs of these rows; missing values passed on as NaN are a common cause.',
  );
  const said = refused.message.replace(/\.$/, '');
  push(
    'refused-rows',
    refused.rows.length,
    `the model does not take ${refused.rows.length === 1 ? 'it' : 'them'} (row ${refused.rows.slice(0, 10).join(', ')}${refused.rows.length > 10 ? ', …' : ''}): ${said}.`,
    'Look at these rows: values the model was not made for. Whatever serves this model answers them with an error.',
  );
  if (fatalRows.length > 0) {
    warnings.push({
      code: 'fatal-rows',
      message: `${count(fatalRows.length)} ${fatalRows.length === 1 ? 'row ends' : 'rows end'} the native runtime and got no prediction: ${fatalRows.slice(0, 10).join(', ')}.`,
      hint: 'Whatever serves this model will crash on such input too. Look at these rows and report the crash to the makers of the runtime.',
      count: fatalRows.length,
    });
  }
  const other = counts.withoutPrediction - missing - unfit - notFinite - fatal - reasons.refused;
  push('no-prediction', other, 'they were rejected, or the model gave no number.', 'Look at these rows.');
  return warnings;
}

function missingWarnings({ data, plan }: WarningFacts): Warning[] {
  const seen = new Set<string>();
  const warnings: Warning[] = [];
  for (const feature of plan.inputs.flatMap((input) => input.features)) {
    const profile = data.columns.find(({ name }) => name === feature.column);
    if (!profile || profile.missing === 0 || seen.has(feature.column)) continue;
    seen.add(feature.column);
    warnings.push({
      code: 'missing-values',
      message: `${feature.column} is missing in ${percent(profile.missing / data.rows)} of the rows: ${policyText(feature.missing)}.`,
      count: profile.missing,
      where: { column: feature.column },
    });
  }
  return warnings;
}

function policyText(policy: PreparationPlan['inputs'][number]['features'][number]['missing']): string {
  switch (policy.kind) {
    case 'nan':
      return 'NaN is passed to the model';
    case 'empty':
      return 'the empty text is passed to the model';
    case 'constant':
      return `${String(policy.value)} is put in its place (${policy.from})`;
    case 'reject':
      return 'these rows get no prediction';
  }
}

function dataWarnings({ shape, counts, data }: WarningFacts): Warning[] {
  const warnings: Warning[] = [];
  if (shape.hasTime && counts.withoutTime > 0) {
    warnings.push({
      code: 'rows-without-time',
      message: `${count(counts.withoutTime)} rows have no time: they count in the totals, but in no window of time.`,
      count: counts.withoutTime,
    });
  }
  if (!shape.hasTime) {
    warnings.push({
      code: 'no-time',
      message: 'No column has the role "time": accuracy over time goes by row number.',
      hint: 'Give a date column the role "time".',
    });
  }
  if (data.duplicates > 0) {
    warnings.push({
      code: 'duplicates',
      message: `${count(data.duplicates)} rows repeat an earlier row in every column; they were kept and count.`,
      hint: 'Repeated rows make intervals narrower than they should be.',
      count: data.duplicates,
    });
  }
  if (data.rejected > 0) {
    warnings.push({
      code: 'rejected-rows',
      message: `${count(data.rejected)} rows of the file could not be read and are not part of the run.`,
      hint: 'Look at them on the Data page.',
      count: data.rejected,
    });
  }
  return warnings;
}

function percent(share: number): string {
  return share > 0 && share < 0.001 ? 'less than 0.1 %' : `${Number((share * 100).toPrecision(2))} %`;
}
