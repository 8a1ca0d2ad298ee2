// Engines such as Triton serve the tensors of the model and nothing else. What of the validated way from a row to an answer is
// then left to the caller, in words: for findings, and for the README beside the files.
import { abstainText, calibrationText, decisionText } from '../../api/decision.ts';
import { repairTexts } from '../../api/repairText.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import type { LintRule } from '../targets/target.ts';

type Feature = PreparationPlan['inputs'][number]['features'][number];

/** A model may have hundreds of columns: model/preprocess.json names them all. */
const listed = 5;

function few(items: readonly string[]): string {
  const unique = [...new Set(items)];
  const shown = unique.slice(0, listed).join(', ');
  return unique.length > listed ? `${shown} and ${unique.length - listed} more` : shown;
}

function featuresOf(plan: PreparationPlan, wanted: (feature: Feature) => boolean): Feature[] {
  return plan.inputs.flatMap(({ features }) => features.filter(wanted));
}

const named = (features: readonly Feature[], say: (feature: Feature) => string = ({ column }) => column): string =>
  few(features.map(say));

/** The columns of each input, in order: what a caller who has rows must do himself. */
function places({ inputs }: PreparationPlan): string {
  const each = inputs.map(({ input, features }) => `${input}: ${few(features.map(({ column }) => column))}`);
  return `named rows are not taken, and columns not put in their places (${each.slice(0, listed).join('; ')}${each.length > listed ? '; …' : ''})`;
}

function missingCells(plan: PreparationPlan): string[] {
  const of = (kind: Feature['missing']['kind']): Feature[] =>
    featuresOf(plan, ({ missing, indicator }) => missing.kind === kind && indicator === undefined);
  const say = (features: Feature[], text: (names: string) => string, name?: (feature: Feature) => string): string[] =>
    features.length === 0 ? [] : [text(named(features, name))];
  return [
    ...say(
      of('constant'),
      (names) => `missing cells are not filled in: ${names}`,
      ({ column, missing }) => `${column} with ${missing.kind === 'constant' ? JSON.stringify(missing.value) : ''}`,
    ),
    ...say(of('empty'), (names) => `missing texts are not made empty ones: ${names}`),
    ...say(of('nan'), (names) => `missing cells must be sent as NaN, which JSON cannot say: ${names}`),
    ...say(of('reject'), (names) => `rows with a missing cell are not refused: ${names}`),
  ];
}

function cells(plan: PreparationPlan): string[] {
  const mended = featuresOf(plan, ({ repairs }) => repairs !== undefined && repairs.length > 0);
  const marks = featuresOf(plan, ({ indicator }) => indicator !== undefined);
  const casts = featuresOf(plan, ({ cast }) => cast !== undefined);
  return [
    ...(mended.length === 0
      ? []
      : [
          `cells are not mended: ${named(mended, ({ column, repairs }) => `${column} (${repairTexts({ repairs }).join('; ')})`)}`,
        ]),
    ...(marks.length === 0 ? [] : [`what says whether a cell is missing is not made: ${named(marks)}`]),
    ...(casts.length === 0
      ? []
      : [`cells are not converted: ${named(casts, ({ column, cast = '' }) => `${column} (${cast.replaceAll('-', ' ')})`)}`]),
  ];
}

function answers(plan: PreparationPlan): string[] {
  const { reading, fixedBatch } = plan;
  const calibrated = calibrationText(plan);
  const decided = decisionText(plan);
  const unsure = abstainText(plan);
  const form = reading.scores?.form;
  return [
    ...(fixedBatch === null || fixedBatch === 1
      ? []
      : [`the last rows are not filled up to the ${fixedBatch} that the model takes`]),
    ...(form === 'logits' || form === 'positive-logit' ? [`"${reading.scores?.output}" holds logits, not probabilities`] : []),
    ...(reading.task !== 'regression' && !reading.label
      ? ['no class is chosen: the caller takes the one with the highest score']
      : []),
    ...(calibrated === null ? [] : [`scores are not calibrated (${calibrated})`]),
    ...(decided === null ? [] : [`the threshold is not applied (${decided})`]),
    ...(unsure === null ? [] : [`unsure answers are not marked (${unsure})`]),
  ];
}

/** Each thing that the bundle's own server does and an engine with the model alone does not. Never empty. */
export function notApplied(plan: PreparationPlan): string[] {
  return [places(plan), ...missingCells(plan), ...cells(plan), ...answers(plan)];
}

export const instead =
  "Prepare the tensors as model/preprocess.json says and the golden rows show, or deploy the bundle's own server (container, kubernetes, kserve/inferenceservice-server.yaml).";

/** One warning a thing. `engine`: as it is called in a sentence. */
export function notAppliedRule(engine: string): LintRule {
  return {
    id: 'preparation-not-applied',
    severity: 'warning',
    what: `What of the validated preparation, calibration and decision ${engine} does not do, because it serves the tensors of the model: one finding a thing.`,
    check: ({ sources: { record } }) =>
      notApplied(record.plan).map((text) => ({ message: `${engine} serves the model alone: ${text}.`, fix: instead })),
  };
}
