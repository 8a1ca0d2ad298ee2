// The task and how the outputs are read, guessed from operators, shapes, names and what
// accompanies the model; always with the reasons in words, because the person decides.
import type { OutputReading, Task, TensorInfo } from '../api/schemas/models.ts';
import type { ClassNames } from './classNames.ts';
import { traceOutput, type GraphReader, type Trace } from './traceOutput.ts';

/** What the guess may draw on besides the outputs themselves. */
interface Context {
  reader: GraphReader;
  /** Class names found beside the model, best first. */
  beside: ClassNames[];
  producer: string;
}

export interface Guess {
  reading: OutputReading | null;
  reason: string;
  classSource: string | null;
}

interface Candidate {
  info: TensorInfo;
  trace: Trace;
  /** Values per row: 1 for [N] and [N, 1], null when the file does not tell or it is no table. */
  columns: number | null;
  isTable: boolean;
}

const floats = new Set(['float32', 'float64', 'float16']);
const labelTypes = new Set(['int64', 'int32', 'string', 'bool', 'uint8', 'int8', 'int16', 'uint16', 'uint32', 'uint64']);

function candidate(reader: GraphReader, info: TensorInfo): Candidate {
  const trace = traceOutput(reader, info.name);
  const { shape } = info;
  const rank = shape?.length ?? 2;
  const last = shape?.at(-1);
  const stated = rank === 1 ? 1 : typeof last === 'number' ? last : null;
  return { info, trace, columns: stated ?? trace.columns, isTable: rank === 1 || rank === 2 };
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** 0, 1, 2, ...: positions rather than names. */
function isCounted(classes: string[]): boolean {
  return classes.every((name, index) => name === String(index));
}

/** Names that are numbers themselves would be confused with the positions that a label output gives. */
function canName(names: string[], classes: string[]): boolean {
  return names.length === classes.length && names.every((name) => name.trim() !== '' && Number.isNaN(Number(name)));
}

/** Class labels for `count` columns (null = not known), the most trustworthy first. */
function chooseClasses(
  traces: Trace[],
  beside: ClassNames[],
  count: number | null,
): { classes: string[]; source: string; why: string } | null {
  for (const trace of [...traces.filter((one) => one.classSource === 'ZipMap node'), ...traces]) {
    const { classes, classSource } = trace;
    if (classes && classSource && classes.length > 1 && (count === null || classes.length === count)) {
      const named = isCounted(classes) ? beside.find(({ names }) => canName(names, classes)) : undefined;
      if (named) {
        const why = `the ${trace.operator} node only numbers its classes, so their names come from ${named.where}`;
        return { classes: named.names, source: named.source, why };
      }
      return { classes, source: classSource, why: `the class labels come from the ${trace.operator} node` };
    }
  }
  for (const { names, source, where } of beside) {
    if (count === null || names.length === count) return { classes: names, source, why: `the class labels come from ${where}` };
  }
  if (count === null || count < 2) return null;
  const classes = Array.from({ length: count }, (_, index) => String(index));
  return { classes, source: 'counted', why: `the file names no class labels, so they are counted 0 to ${count - 1}` };
}

/** A support vector classifier without probabilities: skl2onnx calls what it makes of the decision values "probabilities". */
function usesDecisionValues(reader: GraphReader): boolean {
  return reader.graph.nodes.some(
    (node) =>
      node.op === 'SVMClassifier' && node.outputs[1] !== undefined && traceOutput(reader, node.outputs[1]).meaning === 'logits',
  );
}

/** Whether the values of a label output are known to be the classes, or their positions. */
function isUsable(label: Candidate, source: string): boolean {
  return (
    source !== 'counted' || (label.info.type !== 'string' && (label.trace.operator === 'ArgMax' || label.trace.classes !== null))
  );
}

type Picked = { classes: string[]; source: string } | null;

/**
 * What the numbers of a label output are, where its operators tell: an ArgMax gives positions, whatever the classes are called;
 * an operator that holds the classes gives them, unless their names come from elsewhere because it only counts them.
 */
function labelOf(label: Candidate, picked: Picked): NonNullable<OutputReading['label']> {
  const { operator, classes } = label.trace;
  const output = label.info.name;
  if (label.info.type === 'string') return { output };
  if (!classes) return operator === 'ArgMax' ? { output, holds: 'positions' } : { output };
  const isOwn = classes.length === picked?.classes.length && classes.every((name, index) => name === picked.classes[index]);
  return isOwn ? { output, holds: 'classes' } : isCounted(classes) ? { output, holds: 'positions' } : { output };
}

function labelPart(label: Candidate | undefined, picked: Picked): { label?: OutputReading['label']; words: string } {
  if (!label) return { words: '' };
  const name = quoted(label.info.name);
  return isUsable(label, picked?.source ?? 'counted')
    ? { label: labelOf(label, picked), words: `${name} is the predicted label` }
    : { words: `${name} looks like a label and is left aside, because the file does not say which values it takes` };
}

/** Which form a score output has when its operators do not tell, from its name and what goes with it. */
function formByName(one: Candidate, hasLabel: boolean, context: Context): { form: 'probabilities' | 'logits'; why: string } {
  if (usesDecisionValues(context.reader))
    return { form: 'logits', why: 'they are made of the decision values of an SVMClassifier node' };
  const { producer } = context;
  const name = one.info.name.toLowerCase();
  if (/prob|softmax|sigmoid/.test(name)) return { form: 'probabilities', why: `${quoted(one.info.name)} is called so` };
  if (/logit|decision|margin|score/.test(name)) return { form: 'logits', why: `${quoted(one.info.name)} is called so` };
  if (hasLabel && /skl2onnx|onnxml/i.test(producer))
    return { form: 'probabilities', why: `${producer} writes them beside a label` };
  const last = one.trace.operator ? `its last operator is ${one.trace.operator}` : 'its operators do not tell';
  return { form: 'logits', why: `${last}, so they are taken for logits` };
}

function taskOf(classCount: number): Task {
  return classCount === 2 ? 'binary' : 'multiclass';
}

/** Scores of all classes side by side, [N, K]. */
function readScores(one: Candidate, label: Candidate | undefined, context: Context): Guess | null {
  const picked = chooseClasses([one.trace, ...(label ? [label.trace] : [])], context.beside, one.columns);
  if (!picked) return null;
  const told =
    one.trace.meaning === 'probabilities' || one.trace.meaning === 'logits'
      ? { form: one.trace.meaning, why: describeTrace(one.trace) }
      : formByName(one, label !== undefined, context);
  const task = taskOf(picked.classes.length);
  const { words, ...named } = labelPart(label, picked);
  return {
    reading: {
      task,
      classes: picked.classes,
      scores: { output: one.info.name, form: told.form },
      ...named,
    },
    reason: sentence([
      `${quoted(one.info.name)} holds ${told.form} of ${picked.classes.length} classes: ${told.why}`,
      words,
      picked.why,
    ]),
    classSource: picked.source,
  };
}

function describeTrace(trace: Trace): string {
  if (trace.meaning === 'probabilities') {
    return trace.operator === 'Sigmoid' || trace.operator === 'Softmax' || trace.operator === 'HardSigmoid'
      ? `they come out of a ${trace.operator}`
      : `they come from the ${trace.operator} node`;
  }
  if (trace.operator === 'LogSoftmax') return 'they come out of a LogSoftmax';
  return trace.operator.endsWith('Classifier')
    ? `the ${trace.operator} node gives decision values, not probabilities`
    : `the last operator is ${trace.operator}, without a softmax`;
}

/** One score per row: the second of two classes. */
function readPositive(one: Candidate, label: Candidate | undefined, beside: ClassNames[]): Guess {
  const picked = chooseClasses([one.trace, ...(label ? [label.trace] : [])], beside, 2);
  const { words, ...named } = labelPart(label, picked);
  const isProbability = one.trace.meaning === 'probabilities' || (one.trace.meaning !== 'logits' && /prob/i.test(one.info.name));
  return {
    reading: {
      task: 'binary',
      classes: picked?.classes ?? ['0', '1'],
      scores: { output: one.info.name, form: isProbability ? 'positive-probability' : 'positive-logit' },
      ...named,
    },
    reason: sentence([
      `${quoted(one.info.name)} holds one ${isProbability ? 'probability' : 'score'} per row, read as that of the second class` +
        (one.trace.operator ? ` (${describeTrace(one.trace)})` : ''),
      words,
      picked?.why ?? '',
    ]),
    classSource: picked?.source ?? 'counted',
  };
}

function sentence(parts: string[]): string {
  const text = parts.filter((part) => part !== '').join('; ');
  return text.endsWith('.') ? text : `${text}.`;
}

function readLabelOnly(label: Candidate, beside: ClassNames[]): Guess {
  const picked = chooseClasses([label.trace], beside, null);
  if (!picked) {
    return {
      reading: null,
      reason: `${quoted(label.info.name)} looks like a predicted label, but the file does not say which classes there are. Put a labels.txt with one class per line beside the model, or set the classes by hand.`,
      classSource: null,
    };
  }
  return {
    reading: { task: taskOf(picked.classes.length), classes: picked.classes, label: labelOf(label, picked) },
    reason: sentence([`${quoted(label.info.name)} is the predicted label; there are no scores to read beside it`, picked.why]),
    classSource: picked.source,
  };
}

function readValue(one: Candidate): Guess {
  const why =
    one.trace.meaning === 'value' ? `it comes from a ${one.trace.operator} node` : 'it is one number per row, without a sigmoid';
  return {
    reading: { task: 'regression', classes: [], value: { output: one.info.name } },
    reason: `${quoted(one.info.name)} is read as a predicted value: ${why}.`,
    classSource: null,
  };
}

function none(reason: string): Guess {
  return { reading: null, reason, classSource: null };
}

const order = ['probabilities', 'logits', 'unknown', 'value', 'label', 'cluster'];

/** Best first: probabilities before logits before anything; matching the label's class count before not. */
function rankScores(scores: Candidate[], classCount: number | undefined): Candidate[] {
  const rank = (one: Candidate): number =>
    order.indexOf(one.trace.meaning) + (classCount !== undefined && one.columns !== null && one.columns !== classCount ? 100 : 0);
  return [...scores].sort((a, b) => rank(a) - rank(b));
}

/**
 * Guesses the reading of `outputs` (those the runtime can return). `reading` is null where the model is
 * nothing that tables are validated with (clustering, images, several targets); `reason` then says so.
 */
export function guessReading(reader: GraphReader, outputs: TensorInfo[], accompanying: Omit<Context, 'reader'>): Guess {
  const context = { reader, ...accompanying };
  const all = outputs.filter((info) => info.kind === 'tensor').map((info) => candidate(reader, info));
  const tables = all.filter((one) => one.isTable);
  if (all.length === 0) return none('The model has no tensor output that could be read.');
  if (tables.length === 0) {
    const shape = all[0]?.info.shape?.map((dim) => dim ?? '?').join(' × ') ?? '';
    return none(`${quoted(all[0]?.info.name ?? '')} has the shape ${shape}: not one prediction per row.`);
  }
  const cluster = tables.find((one) => one.trace.meaning === 'cluster');
  if (cluster)
    return none(
      `${quoted(cluster.info.name)} is the nearest of several centres (ArgMin): clustering has no labels to be checked against.`,
    );
  const label = tables.find(
    (one) =>
      labelTypes.has(one.info.type) &&
      (one.columns === null || one.columns === 1) &&
      (one.trace.meaning === 'label' || one.info.type === 'string' || /label|class|pred/i.test(one.info.name)),
  );
  const classCount = label?.trace.classes?.length;
  const scores = rankScores(
    tables.filter((one) => floats.has(one.info.type)),
    classCount,
  );
  const best = scores[0];
  if (!best) return label ? readLabelOnly(label, context.beside) : readWholeNumbers(tables);
  return label ? readWithLabel(label, scores, context) : readFloat(best, context);
}

function readWholeNumbers(tables: Candidate[]): Guess {
  const value = tables.find((one) => one.columns === 1 && one.info.type !== 'string' && one.info.type !== 'bool');
  const wide = tables.find((one) => one.columns !== null && one.columns > 1 && labelTypes.has(one.info.type));
  if (!value && wide) {
    return none(`${quoted(wide.info.name)} holds ${wide.columns} labels per row: several targets at once are not supported.`);
  }
  return value ? readValue(value) : none('None of the outputs looks like labels, probabilities or a value per row.');
}

function readWithLabel(label: Candidate, scores: Candidate[], context: Context): Guess {
  const classCount = label.trace.classes?.length;
  const wide = scores.find(
    (one) => one.columns !== 1 && (classCount === undefined || one.columns === null || one.columns === classCount),
  );
  const guess = wide ? readScores(wide, label, context) : null;
  if (guess) return guess;
  const single = scores.filter((one) => one.columns === 1);
  const perClass = single.filter((one) => one.trace.meaning === 'probabilities');
  // One output per class, as skl2onnx writes them with zipmap="columns".
  if (classCount === 2 && perClass.length === 2 && perClass[1]) return readPositive(perClass[1], label, context.beside);
  if ((classCount === undefined || classCount === 2) && single.length === 1 && single[0]) {
    return readPositive(single[0], label, context.beside);
  }
  return readLabelOnly(label, context.beside);
}

function readFloat(best: Candidate, context: Context): Guess {
  const { meaning } = best.trace;
  const namesTwo = context.beside.some(({ names }) => names.length === 2);
  if (best.columns === 1) {
    const isScore = meaning === 'probabilities' || namesTwo || /prob|logit/i.test(best.info.name);
    return isScore && meaning !== 'value' ? readPositive(best, undefined, context.beside) : readValue(best);
  }
  if (meaning === 'value') {
    return best.columns === null
      ? readValue(best)
      : none(
          `${quoted(best.info.name)} holds ${best.columns} predicted values per row: several targets at once are not supported.`,
        );
  }
  return (
    readScores(best, undefined, context) ??
    (meaning === 'unknown' || meaning === 'logits'
      ? {
          ...readValue(best),
          reason: `${quoted(best.info.name)} is read as a predicted value: the file does not say how many columns it has.`,
        }
      : none(
          `${quoted(best.info.name)} holds probabilities, but the file says neither how many classes there are nor their names.`,
        ))
  );
}
