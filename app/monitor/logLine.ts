// One line of a prediction log or of its feedback, as main/server/predictionLog writes them.
import type { PreparationPlan } from '../api/schemas/mapping.ts';

/** A cell as text, with what it was in JSON: that decides the type of its column. */
export interface LoggedCell {
  text: string | null;
  kind: 'integer' | 'number' | 'boolean' | 'text' | 'missing';
}

export interface PredictionLine {
  kind: 'prediction';
  /** Milliseconds since 1970. */
  time: number;
  id: string;
  inputs: Map<string, LoggedCell>;
  /** Columns whose values were kept out of this row: left out, or hashed. */
  hidden: string[];
  /** Null = the row got no prediction. */
  prediction: string | null;
  scores: Map<string, number>;
  latencyMs: number | null;
  /** Where the log, made into a table, has it beside the prediction. */
  label: string | null;
}

export interface LabelLine {
  kind: 'label';
  time: number;
  id: string;
  label: string;
}

/** What a column is called in the table of the log where a hash stands for its values. */
export function hashedName(column: string): string {
  return `${column} (hashed)`;
}

/** What a column is called there where its values were kept out of some rows: in these it is not missing, it is not known. */
export function partName(column: string): string {
  return `${column} (kept out in part)`;
}

/** Why a line cannot be used, in words. */
export class BadLine extends Error {}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: Fields, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function loggedCell(value: unknown): LoggedCell {
  if (value === null || value === undefined) return { text: null, kind: 'missing' };
  if (typeof value === 'number') return { text: String(value), kind: Number.isSafeInteger(value) ? 'integer' : 'number' };
  if (typeof value === 'boolean') return { text: String(value), kind: 'boolean' };
  return { text: typeof value === 'string' ? value : JSON.stringify(value), kind: 'text' };
}

/**
 * @param expected the run whose predictions are wanted, and how its inputs are fed
 * @throws BadLine
 */
export function parseLogLine(text: string, expected: { runId: string; plan: PreparationPlan }): PredictionLine | LabelLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw new BadLine('it is not JSON');
  }
  if (!isObject(line)) throw new BadLine('it is not a JSON object');
  const run = own(line, 'run');
  if (typeof run === 'string' && run !== expected.runId) throw new BadLine(`it was logged by the bundle of another run, ${run}`);
  const time = Date.parse(String(own(line, 'time')));
  if (Number.isNaN(time)) throw new BadLine('it has no "time" that can be read');
  const given = own(line, 'id');
  if ((typeof given !== 'string' && typeof given !== 'number') || given === '') throw new BadLine('it has no "id"');
  const id = String(given);
  const label = own(line, 'label');
  if (label !== undefined && own(line, 'prediction') === undefined) {
    const { text: labelText } = loggedCell(label);
    if (labelText === null) throw new BadLine('its "label" is empty');
    return { kind: 'label', time, id, label: labelText };
  }
  return { kind: 'prediction', time, id, ...answerOf(line, expected.plan) };
}

function answerOf(line: Fields, plan: PreparationPlan): Omit<PredictionLine, 'kind' | 'time' | 'id'> {
  const inputs = own(line, 'inputs');
  if (!isObject(inputs)) throw new BadLine('it has no "inputs"');
  const prediction = own(line, 'prediction');
  if (prediction === undefined) throw new BadLine('it has neither "prediction" nor "label"');
  const { text } = loggedCell(prediction);
  const { task, classes } = plan.reading;
  if (text !== null && task !== 'regression' && !classes.includes(text)) {
    throw new BadLine(`its prediction ${JSON.stringify(text.slice(0, 60))} is no class of the model`);
  }
  if (text !== null && task === 'regression' && !Number.isFinite(Number(text))) throw new BadLine('its prediction is no number');
  const latency = own(line, 'latencyMs');
  const cells = own(line, 'form') === 'tensors' ? cellsOfTensors(inputs, plan) : cellsOf(Object.entries(inputs));
  return {
    inputs: underOtherNames(cells, own(line, 'hashed')),
    hidden: [own(line, 'redacted'), own(line, 'hashed')].flatMap(textsOf),
    prediction: text,
    scores: scoresOf(own(line, 'scores'), classes),
    latencyMs: typeof latency === 'number' ? latency : null,
    label: loggedCell(own(line, 'label')).text,
  };
}

function cellsOf(entries: [string, unknown][]): Map<string, LoggedCell> {
  return new Map(entries.map(([name, value]) => [name, loggedCell(value)]));
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A hash is no value of its column: under that name it would be compared with the values that were validated. */
function underOtherNames(cells: Map<string, LoggedCell>, hashed: unknown): Map<string, LoggedCell> {
  if (!Array.isArray(hashed)) return cells;
  const names = new Set<unknown>(hashed);
  return new Map([...cells].map(([name, cell]) => [names.has(name) ? hashedName(name) : name, cell]));
}

function scoresOf(scores: unknown, classes: readonly string[]): Map<string, number> {
  const known = new Map<string, number>();
  if (!isObject(scores)) return known;
  for (const label of classes) {
    const score = own(scores, label);
    if (typeof score === 'number') known.set(label, score);
  }
  return known;
}

/** Elements of tensors under the names of the columns they stand for. What tells of a missing cell is no column's value. */
function cellsOfTensors(inputs: Fields, plan: PreparationPlan): Map<string, LoggedCell> {
  const entries: [string, unknown][] = [];
  for (const { input, features } of plan.inputs) {
    const value = own(inputs, input);
    if (value === undefined) continue;
    const elements = isObject(value)
      ? features.map(({ column }) => own(value, column))
      : features.length === 1
        ? [value]
        : Array.isArray(value)
          ? (value as unknown[])
          : [];
    if (elements.length !== features.length) throw new BadLine(`its input "${input}" does not have ${features.length} elements`);
    for (const [index, { column, indicator }] of features.entries()) {
      if (indicator === undefined && elements[index] !== undefined) entries.push([column, elements[index]]);
    }
  }
  return cellsOf(entries);
}
