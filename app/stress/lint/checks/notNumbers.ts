import type { LintFinding, LintSeverity } from '../../../api/schemas/lint.ts';
import type { InputPlan } from '../../../prepare/inputPlan.ts';
import { isAppError } from '../../../base/errors.ts';
import { throwIfAborted, yieldToEventLoop } from '../../../base/abort.ts';
import { runPrepared } from '../../../inference/runPrepared.ts';
import { toFloat16 } from '../../../prepare/float16.ts';
import { numbersOf } from '../../../prepare/outputTensors.ts';
import { readOutputs, type PredictionBatch } from '../../../prepare/predictions.ts';
import type { PreparedBatch } from '../../../prepare/preparer.ts';
import { isFloatType, isText, sliceRows, type TensorData } from '../../../prepare/tensors.ts';
import { compareAnswers, topScores } from '../compareAnswers.ts';
import { finding, isAnswered, listed, type LintContext, type LintRule } from '../lintContext.ts';

const fed = [
  { id: 'nan', name: 'NaN', value: NaN },
  { id: 'inf', name: 'Infinity', value: Infinity },
  { id: '-inf', name: '−Infinity', value: -Infinity },
];
/** Rows and columns of an input that are fed: evenly spread where there are more. */
const mostRows = 128;
const mostColumns = 64;
/** From this top score on an answer is called confident. */
const confident = 0.9;
/** Share of rows with another, confident answer from which on it is a failure. */
const notable = 0.01;

/** What one column gives when it is fed with one of them. */
interface Fed {
  column: string;
  reaches: boolean;
  answered: number;
  flipped: number;
  confidentlyFlipped: number;
  labelOfNothing: number;
  finiteOutputs: string[];
}

export const notNumbers: LintRule = {
  id: 'not-numbers',
  title: 'NaN and Infinity give an answer',
  help: 'A value that is no number should give no answer. Comparisons, clipping and arg-max swallow it, and a confident answer comes out that rests on nothing.',
  async look(context) {
    const floats = context.plan.inputs.filter(({ type }) => isFloatType(type));
    if (floats.length === 0) return { skipped: 'No input takes floating-point numbers: NaN and Infinity cannot be fed.' };
    const prepared = fewRows(context.prepared);
    const clean = readOutputs(context.plan, await runPrepared(context.session, context.plan, prepared), prepared.rowCount);
    const findings: LintFinding[] = [];
    let columns = 0;
    for (const input of floats) {
      for (const { id, name, value } of fed) {
        const seen: Fed[] = [];
        for (const element of someElements(input.features.length)) {
          throwIfAborted(context.signal);
          seen.push(await feed(context, { prepared, clean, input, element, value }));
          await yieldToEventLoop();
        }
        columns = Math.max(columns, seen.length);
        findings.push(...judge(context, { input, id, name, seen }));
      }
    }
    return {
      summary: `${fed.map(({ name }) => name).join(', ')} in ${columns} columns of ${floats.length} inputs, ${prepared.rowCount} rows each.`,
      findings,
    };
  },
};

function fewRows({ tensors, rowCount }: PreparedBatch): PreparedBatch {
  const rows = Math.min(rowCount, mostRows);
  const cut = Object.entries(tensors).map(([name, tensor]) => [name, sliceRows(tensor, 0, rows)] as const);
  return { firstRow: 0, rowCount: rows, tensors: Object.fromEntries(cut), rejected: null };
}

function someElements(width: number): number[] {
  const taken = Math.min(width, mostColumns);
  return Array.from({ length: taken }, (_, k) => Math.floor((k * width) / taken));
}

async function feed(
  { session, plan }: LintContext,
  about: { prepared: PreparedBatch; clean: PredictionBatch; input: InputPlan; element: number; value: number },
): Promise<Fed> {
  const { prepared, clean, input, element, value } = about;
  const given = prepared.tensors[input.input] as TensorData;
  const spoilt = withElement(given, { element, width: input.features.length, value });
  const batch = { ...prepared, tensors: { ...prepared.tensors, [input.input]: spoilt } };
  const feature = input.features[element];
  const fedTo = { column: feature?.column ?? '', reaches: feature?.missing.kind === 'nan' };
  let outputs: Awaited<ReturnType<typeof runPrepared>>;
  try {
    outputs = await runPrepared(
      session,
      plan,
      batch,
      session.outputs.map(({ name }) => name),
    );
  } catch (error) {
    // Refusing it aloud is as good as it gets.
    if (!isAppError(error) || error.code !== 'DATA_MISMATCH') throw error;
    return { ...fedTo, answered: 0, flipped: 0, confidentlyFlipped: 0, labelOfNothing: 0, finiteOutputs: [] };
  }
  const answers = readOutputs(plan, outputs, prepared.rowCount);
  const top = topScores(answers);
  const rows = Array.from({ length: prepared.rowCount }, (_, row) => row);
  const flipped = rows.filter((row) => isAnswered(answers, row) && differs(clean, answers, row));
  return {
    ...fedTo,
    answered: rows.filter((row) => isAnswered(answers, row)).length,
    flipped: flipped.length,
    confidentlyFlipped: flipped.filter((row) => (top?.[row] ?? 1) >= confident).length,
    labelOfNothing: plan.reading.label && answers.scores ? rows.filter((row) => !isAnswered(answers, row)).length : 0,
    finiteOutputs: Object.entries(outputs).flatMap(([name, tensor]) => (isFinite(tensor, name) ? [name] : [])),
  };
}

function withElement(
  tensor: TensorData,
  { element, width, value }: { element: number; width: number; value: number },
): TensorData {
  if (isText(tensor.data)) return tensor;
  const data = tensor.data.slice();
  const bits = tensor.type === 'float16' ? toFloat16(value) : value;
  for (let at = element; at < data.length; at += width) data[at] = bits;
  return { ...tensor, data };
}

function differs(a: PredictionBatch, b: PredictionBatch, row: number): boolean {
  const one = {
    ...a,
    rowCount: 1,
    classIndex: a.classIndex?.subarray(row, row + 1) ?? null,
    values: a.values?.subarray(row, row + 1) ?? null,
    scores: null,
  };
  return compareAnswers(one, b, () => row).flips > 0;
}

/** Texts and integers are always "finite": what they say of NaN is for the reader to judge. */
function isFinite(tensor: TensorData, name: string): boolean {
  if (isText(tensor.data)) return true;
  return !isFloatType(tensor.type) || numbersOf(tensor, name, tensor.data.length).every(Number.isFinite);
}

function judge(
  { plan }: LintContext,
  { input, id, name, seen }: { input: InputPlan; id: string; name: string; seen: Fed[] },
): LintFinding[] {
  const silent = seen.filter(({ answered }) => answered > 0);
  const findings: LintFinding[] = [];
  const isRegression = plan.reading.task === 'regression';
  if (silent.length > 0) {
    const reaching = id === 'nan' ? silent.filter(({ reaches }) => reaches) : [];
    const rows = Math.min(mostRows, Math.max(...silent.map(({ answered }) => answered)));
    const most = (of: (one: Fed) => number): Fed => silent.reduce((worst, one) => (of(one) > of(worst) ? one : worst));
    const worst = most(({ confidentlyFlipped }) => confidentlyFlipped);
    const swaying = most(({ flipped }) => flipped);
    const severity = severityOf({ silent, reaching, rows, isRegression });
    findings.push(
      finding({
        id: `${id}:${input.input}`,
        severity,
        message: `${name} in ${silent.length === 1 ? 'the column' : `${silent.length} columns:`} ${listed(silent.map(({ column }) => column))} is answered as if nothing were wrong.`,
        meaning:
          reaching.length > 0
            ? `Missing cells of ${listed(reaching.map(({ column }) => column))} reach the model as NaN by this mapping. Trees and some layers are made for that; where the answer changes with confidence, it rests on nothing.`
            : 'Rows of a table do not bring it in by this mapping, but clients that send tensors, and a computation that went wrong before, do.',
        action:
          reaching.length > 0
            ? 'Compare accuracy on rows with and without missing cells; else set a constant for the column in the mapping, or refuse such rows.'
            : 'Check inputs before the model, or add an IsNaN/IsInf guard to the graph.',
        where: { input: input.input, ...(silent.length === 1 && { column: silent[0]?.column ?? '' }) },
        evidence: [
          { name: 'columns answered', value: silent.length },
          { name: 'columns fed', value: seen.length },
          {
            name: isRegression ? 'largest share of rows with another value' : 'largest share of rows with another class',
            value: swaying.flipped / rows,
          },
          { name: 'in the column', value: swaying.column },
          ...(isRegression
            ? []
            : [
                {
                  name: `share of rows with another class of a score of ${confident} or more`,
                  value: worst.confidentlyFlipped / rows,
                },
              ]),
          { name: 'outputs that stay finite', value: listed([...new Set(silent.flatMap((one) => one.finiteOutputs))]) },
        ],
      }),
    );
  }
  const labelled = seen.filter(({ labelOfNothing }) => labelOfNothing > 0);
  if (labelled.length > 0) {
    findings.push(
      finding({
        id: `label-of-${id}:${input.input}`,
        severity: 'warn',
        message: `With ${name} in ${listed(labelled.map(({ column }) => column))} the scores are no numbers, and the label output names a class all the same.`,
        meaning: 'Who reads the label alone gets an answer that means nothing. Drydock and its servers give no prediction then.',
        action: 'Tell clients of the model file to read the scores too, or refuse such rows before the model.',
        where: { input: input.input, output: plan.reading.label?.output ?? '' },
        evidence: [{ name: 'columns', value: labelled.length }],
      }),
    );
  }
  return findings;
}

function severityOf(about: { silent: Fed[]; reaching: Fed[]; rows: number; isRegression: boolean }): LintSeverity {
  const { silent, reaching, rows, isRegression } = about;
  const sure = (some: Fed[]): boolean => !isRegression && some.some((one) => one.confidentlyFlipped / rows >= notable);
  if (sure(reaching)) return 'fail';
  if (sure(silent) || reaching.some(({ flipped }) => flipped > 0)) return 'warn';
  return 'info';
}
