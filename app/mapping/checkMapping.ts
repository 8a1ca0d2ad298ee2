import { abstainText, calibrationText, whyNoThreshold, withoutThreshold } from '../api/decision.ts';
import { repairTexts } from '../api/repairText.ts';
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Cast, Feed, FeedStatus, Mapping, MappingCheck } from '../api/schemas/mapping.ts';
import type { ModelCard, TensorInfo } from '../api/schemas/models.ts';
import { severityOf } from '../api/warnings.ts';
import { count, inPowersOfTen } from '../base/counts.ts';
import { isAppError } from '../base/errors.ts';
import { checkAbstain } from '../prepare/abstain.ts';
import { checkCalibration } from '../prepare/calibration.ts';
import { checkRepairs } from '../prepare/cellRepairs.ts';
import { fillValue } from '../prepare/numericInput.ts';
import { isExactNumber, largestOf } from '../prepare/exactNumber.ts';
import { isFloatType } from '../prepare/tensors.ts';
import { fillText } from '../prepare/textInput.ts';
import { checkTarget } from './checkTarget.ts';
import { checkTask } from './checkTask.ts';
import { columnKind } from './columnKind.ts';
import { feedCast, indicatorCast } from './feedCast.ts';
import { inputLayout } from './modelInputs.ts';
import { columnsWith, countRows, list, type Problem } from './mappingProblem.ts';
import { nameSimilarity } from './similarNames.ts';
import { targetLabels } from './targetLabels.ts';
import { unfitColumns } from './unfitColumns.ts';

/**
 * Whether a mapping can be run: a status for every input element, and problems with what to do about them. Errors stop a
 * run; warnings and information do not. Never throws.
 */
export function checkMapping(model: ModelCard, data: DatasetCard, mapping: Mapping): MappingCheck {
  const problems: Problem[] = [];
  const feeds = model.inputs.flatMap((input) => checkInput(input, data, mapping, problems));
  if (data.rows === 0) {
    problems.push({ severity: 'error', message: 'The data have no rows.', hint: 'Choose a file that holds at least one row.' });
  }
  checkReading(model, mapping, problems);
  checkDecision(mapping, problems);
  checkHardening(mapping, problems);
  checkRoles(data, mapping, problems);
  checkTarget(data, mapping, problems);
  checkTask(model, data, mapping, problems);
  checkMissing(data, mapping, problems);
  const labels = targetLabels(data, mapping);
  return {
    ready: problems.every(({ severity }) => severity !== 'error'),
    feeds,
    extra: unusedColumns(data, mapping).map(({ name }) => name),
    problems,
    ...(labels && { labels }),
  };
}

/** Columns that feed no input and have no role of their own. */
function unusedColumns(data: DatasetCard, mapping: Mapping): ColumnProfile[] {
  const used = new Set(mapping.inputs.flatMap((input) => input.feeds.map((feed) => feed.column)));
  for (const { name, role } of mapping.columns) if (role !== 'feature' && role !== 'ignored') used.add(name);
  return data.columns.filter(({ name }) => !used.has(name));
}

function checkInput(input: TensorInfo, data: DatasetCard, mapping: Mapping, problems: Problem[]): FeedStatus[] {
  const layout = inputLayout(input);
  const feeds = mapping.inputs.find((one) => one.input === input.name)?.feeds ?? [];
  const error = (message: string, hint: string, code?: string): unknown =>
    problems.push({ severity: 'error', message, hint, ...(code !== undefined && { code }) });
  if (layout.unsupported !== null) {
    error(
      `The model input "${input.name}" cannot be fed from a table: ${layout.unsupported}.`,
      'Drydock runs models whose inputs are [N] or [N, n] numbers or text. Export the model with such inputs.',
    );
    return [{ input: input.name, element: 0, column: null, status: 'wrong-type', detail: layout.unsupported }];
  }
  if (layout.width !== null && feeds.length !== layout.width) {
    error(
      `The model input "${input.name}" takes ${layout.width} columns, but the mapping has ${feeds.length}.`,
      `Map exactly ${layout.width} columns, in the order the model was trained with.`,
      'unmapped-input',
    );
  } else if (feeds.length === 0) {
    const unfit = unfitColumns(input, unusedColumns(data, mapping));
    error(
      `No column feeds the model input "${input.name}"${unfit && `: ${unfit}`}.`,
      'Say which columns feed it, in the order the model was trained with.',
      'unmapped-input',
    );
  }
  const statuses = feeds.map((feed, element) => feedStatus(input, element, feed, data, problems));
  const unmapped = feeds.filter(({ column }) => column === null);
  if (unmapped.length > 0) {
    const share = feeds.length > 1 ? ` (${unmapped.length} of its ${feeds.length} elements)` : '';
    const near = feeds.length === 1 ? nearest(input.name, data, mapping) : '';
    error(
      `No column feeds the model input "${input.name}"${share}: ${unmapped[0]?.reason ?? ''}.`,
      `Choose a column for it.${near}`,
      'unmapped-input',
    );
  }
  const unsure = feeds.filter(({ column, confidence }) => column !== null && confidence < 0.7);
  if (unsure.length > 0) {
    const names = list(unsure.map(({ column }) => `"${column ?? ''}"`));
    problems.push({
      severity: 'warning',
      code: 'guessed-columns',
      message: `The columns of the input "${input.name}" were guessed (${guessedHow(unsure[0]?.reason ?? '')}): ${names}.`,
      hint: 'Check that they are the columns the model was trained with, in that order.',
    });
  }
  return statuses;
}

/** The way of a guess without what is true of one element only. */
function guessedHow(reason: string): string {
  return (reason.split(';')[0] ?? '').replace(/ \(element \d+\)$/, '');
}

function nearest(name: string, data: DatasetCard, mapping: Mapping): string {
  const used = new Set(mapping.inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  const free = data.columns.filter((column) => !used.has(column.name));
  const [best] = free.sort((a, b) => nameSimilarity(b.name, name) - nameSimilarity(a.name, name));
  return best && nameSimilarity(best.name, name) > 0.7 ? ` "${best.name}" has the most similar name.` : '';
}

function feedStatus(input: TensorInfo, element: number, feed: Feed, data: DatasetCard, problems: Problem[]): FeedStatus {
  const status = (state: FeedStatus['status'], detail: string): FeedStatus => ({
    input: input.name,
    element,
    column: feed.column,
    status: state,
    detail,
  });
  if (feed.column === null) return status('missing', feed.reason);
  const column = data.columns.find(({ name }) => name === feed.column);
  if (!column) {
    problems.push({
      severity: 'error',
      message: `The column "${feed.column}", which feeds the input "${input.name}", is not in the data.`,
      hint: 'Map another column, or choose data that have this one.',
    });
    return status('missing', 'the column is not in the data');
  }
  const how = feed.indicator ? indicatorCast(input, column) : feedCast(input, column);
  if (how.status === 'wrong-type') {
    problems.push({
      severity: 'error',
      message: `The column "${column.name}" cannot feed the input "${input.name}": ${how.detail}.`,
      hint:
        input.type === 'string'
          ? 'Map a text column.'
          : 'Map a numeric column, or correct the column in the file (decimal comma? stray texts?).',
    });
  } else if (how.status === 'cast') {
    const code = how.cast === 'text-to-number' || / no prediction/.test(how.detail) ? 'cast-loses-rows' : 'cast';
    problems.push({
      column: column.name,
      severity: severityOf({ code }),
      code,
      message: `"${column.name}" is changed on its way into the input "${input.name}": ${how.detail}.`,
      hint: 'Check that the model was trained on values written this way.',
    });
  }
  if (!feed.indicator && isWiderThanDouble(column) && isFloatType(input.type)) {
    problems.push({
      severity: 'warning',
      code: 'digits-lost-in-input',
      column: column.name,
      message: `"${column.name}" holds whole numbers beyond 9,007,199,254,740,992 (2^53): as ${input.type}, which the input "${input.name}" takes, they are rounded, and neighbours become one.`,
      hint: 'If the digits tell things apart (a code, an id), the column is hardly meant as a number: see whether it should feed the model.',
    });
  }
  const beyond = feed.indicator || !isFloatType(input.type) ? undefined : furthest(column);
  if (beyond !== undefined && !isExactNumber(beyond, input.type)) {
    problems.push({
      severity: 'warning',
      code: 'infinite-in-input',
      column: column.name,
      message: `"${column.name}" holds values as large as ${inFew(beyond)}: ${input.type}, which the input "${input.name}" takes, ends at ${inFew(largestOf(input.type))}, and what is beyond it goes in as infinite.`,
      hint: 'Was the model trained on another unit or on scaled values? Otherwise export it with float32 inputs.',
    });
  }
  checkPolicy(input, feed, { name: column.name, cast: how.cast }, problems);
  return status(how.status, how.detail);
}

function inFew(value: number): string {
  return inPowersOfTen(value) ?? count(value);
}

/** The finite number of a column that is furthest from 0; undefined for times and texts. */
function furthest({ min, max }: ColumnProfile): number | undefined {
  const ends = [min, max].filter((end) => typeof end === 'number' && Number.isFinite(end)) as number[];
  return ends.sort((a, b) => Math.abs(b) - Math.abs(a))[0];
}

/** Whole numbers that only 64 bits hold: the card writes those beyond 2^53 as texts. */
function isWiderThanDouble({ storage, min, max }: ColumnProfile): boolean {
  return storage === 'BIGINT' && (typeof min === 'string' || typeof max === 'string');
}

function checkPolicy(input: TensorInfo, feed: Feed, of: { name: string; cast: Cast | undefined }, problems: Problem[]): void {
  const plan = { input: input.name, type: input.type, rank: 2 as const, features: [] };
  const { missing, repairs } = feed;
  const feature = { column: of.name, missing, ...(repairs && { repairs }), ...(of.cast && { cast: of.cast }) };
  try {
    if (input.type === 'string') fillText(feature, plan);
    else fillValue(feature, plan);
    checkRepairs(feature, plan);
  } catch (error) {
    if (!isAppError(error)) throw error;
    problems.push({ severity: 'error', message: error.message, hint: error.hint });
  }
}

function checkReading(model: ModelCard, mapping: Mapping, problems: Problem[]): void {
  const { reading, positive } = mapping;
  const error = (message: string, hint: string): unknown => problems.push({ severity: 'error', message, hint });
  const named = reading.task === 'regression' ? [reading.value] : [reading.scores, reading.label];
  const outputs = named.flatMap((one) => (one ? [one.output] : []));
  if (outputs.length === 0) {
    error(
      `It is not known how to read the outputs of this model: ${model.readingReason || 'no output looks like scores, labels or a value'}.`,
      'Say whether it classifies or predicts a number, and which output holds it.',
    );
    return;
  }
  for (const name of outputs) {
    if (model.outputs.some((output) => output.name === name)) continue;
    error(`The model has no output "${name}".`, `Its outputs are: ${list(model.outputs.map((output) => output.name))}.`);
  }
  if (reading.task === 'regression') return;
  if (reading.classes.length < 2) error('The model has fewer than two classes.', 'Name its classes in output order.');
  const twice = reading.classes.find((name, index) => reading.classes.indexOf(name) !== index);
  if (twice !== undefined)
    error(
      `The class "${twice}" is named twice: ${list(reading.classes)}.`,
      'Export the model with a name of its own for each class.',
    );
  if (reading.task === 'binary' && (positive === null || !reading.classes.includes(positive))) {
    error(
      `The positive class ${positive === null ? 'is not chosen' : `"${positive}" is not a class of the model`}.`,
      `Choose one of: ${list(reading.classes)}.`,
    );
  }
}

function checkDecision({ decision, reading, positive }: Mapping, problems: Problem[]): void {
  if (!decision) return;
  const why = whyNoThreshold(reading);
  if (why !== null) {
    problems.push({ severity: 'error', message: `A decision threshold is set, but ${why}.`, hint: withoutThreshold });
    return;
  }
  problems.push({
    severity: 'info',
    code: 'decision-threshold',
    message: `"${positive ?? ''}" is predicted where its score is at least ${String(decision.threshold)}, whichever class the model itself says.`,
    hint: 'The threshold is set on the Validate page or with --threshold; it travels into the bundle.',
  });
}

/** What is mended on the way is told, so that nobody takes the model's own answers for it. */
function checkHardening(mapping: Mapping, problems: Problem[]): void {
  for (const { feeds } of mapping.inputs) {
    for (const { column, repairs } of feeds) {
      const texts = repairTexts({ repairs });
      if (column === null || texts.length === 0) continue;
      problems.push({
        severity: 'info',
        code: 'repairs',
        message: `"${column}" is mended on its way into the model: ${texts.join('; ')}.`,
        hint: 'Repairs are part of the mapping and travel into the bundle.',
      });
    }
  }
  try {
    checkCalibration(mapping);
    checkAbstain(mapping);
  } catch (error) {
    if (!isAppError(error)) throw error;
    problems.push({ severity: 'error', message: error.message, hint: error.hint });
    return;
  }
  const calibrated = calibrationText(mapping);
  if (calibrated !== null) {
    problems.push({
      severity: 'info',
      code: 'calibration',
      message: `Scores are calibrated (${calibrated}), and the class follows from the calibrated scores.`,
      hint: 'The calibration is part of the mapping and travels into the bundle.',
    });
  }
  const gated = abstainText(mapping);
  if (gated !== null) {
    problems.push({
      severity: 'info',
      code: 'abstain',
      message: `An answer is marked as unsure where ${gated}. Its class stays what it is.`,
      hint: 'The gate is part of the mapping and travels into the bundle.',
    });
  }
}

function checkRoles(data: DatasetCard, mapping: Mapping, problems: Problem[]): void {
  const error = (message: string, hint: string): unknown => problems.push({ severity: 'error', message, hint });
  const profile = (name: string | undefined): ColumnProfile | undefined => data.columns.find((column) => column.name === name);
  for (const role of ['target', 'time', 'id', 'weight'] as const) {
    const names = columnsWith(mapping, role);
    if (names.length > 1) error(`Several columns have the role ${role}: ${list(names)}.`, `Leave it to one of them.`);
    for (const name of names) {
      if (!profile(name)) error(`The column "${name}" (${role}) is not in the data.`, 'Choose another column for this role.');
    }
  }
  const time = profile(columnsWith(mapping, 'time')[0]);
  if (time && time.type !== 'datetime') {
    const isAsked = data.questions.some(({ column }) => column === time.name);
    problems.push({
      severity: 'error',
      code: 'time-not-read',
      column: time.name,
      message: `The column "${time.name}" has the role time, but was not read as a time${isAsked ? ': whether the day or the month comes first is not said' : ''}.`,
      hint: 'Say on the Data page how its times are written.',
    });
  }
  const weight = profile(columnsWith(mapping, 'weight')[0]);
  if (weight && columnKind(weight) !== 'number')
    error(`The weight column "${weight.name}" does not hold numbers.`, 'Choose another weight column, or none.');
  else if (weight && Number(weight.min) < 0)
    error(`The weight column "${weight.name}" has negative values.`, 'Weights must be zero or more.');
}

/** What a missing cell becomes is told for every column that has some in these data. */
function checkMissing(data: DatasetCard, mapping: Mapping, problems: Problem[]): void {
  for (const { feeds } of mapping.inputs) {
    for (const { column: name, missing, indicator } of feeds) {
      const column = data.columns.find((one) => one.name === name);
      if (indicator || !column || column.missing === 0 || data.rows === 0) continue;
      const share = `${((100 * column.missing) / data.rows).toFixed(1)} %`;
      const what = {
        nan: 'goes in as NaN',
        empty: 'goes in as the empty text',
        constant: missing.kind === 'constant' ? `becomes ${JSON.stringify(missing.value)} (${missing.from})` : '',
        reject: 'such a row gets no prediction',
      }[missing.kind];
      problems.push({
        severity: 'info',
        code: 'missing-values',
        column: column.name,
        message: `"${column.name}" is missing in ${countRows(column.missing)} (${share}): ${what}.`,
        hint: 'The policy can be changed in the mapping; it travels into the bundle.',
      });
    }
  }
}
