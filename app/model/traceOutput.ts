// What an output means is read off the operators that made it: walking back from the output to the
// first operator that tells (a softmax, a tree ensemble, an argmax, a matrix product).
import type { FileBytes } from './fileBytes.ts';
import { readAttributes } from './readAttributes.ts';
import type { Graph, GraphNode } from './readGraph.ts';
import { readLabelTensor, readTensorFacts } from './readTensor.ts';

export type OutputMeaning = 'label' | 'probabilities' | 'logits' | 'value' | 'cluster' | 'unknown';

export interface Trace {
  meaning: OutputMeaning;
  /** The operator that told. */
  operator: string;
  /** Class labels in column order, where an operator or a constant holds them. */
  classes: string[] | null;
  classSource: 'ZipMap node' | 'classifier node' | null;
  /** Columns of the last matrix product, where its constant tells. */
  columns: number | null;
}

export interface GraphReader {
  bytes: FileBytes;
  graph: Graph;
  /** The node that makes each value. */
  producers: Map<string, GraphNode>;
  /** Values already walked to: branches that meet again are followed once, cycles end. */
  known: Map<string, Trace>;
}

const unknown: Trace = { meaning: 'unknown', operator: '', classes: null, classSource: null, columns: null };
const deepestWalk = 64;

const sameContent = new Set(
  'Identity Cast CastLike Reshape Squeeze Unsqueeze Flatten Transpose Dropout Clip Slice Expand Scaler QuantizeLinear DequantizeLinear'.split(
    ' ',
  ),
);
/** Sums and ratios of probabilities are probabilities: averaging, normalising, 1 − p, [1 − p, p]. */
const combining = new Set(
  'Concat Sub Div Add Mul Sum Mean Normalizer LpNormalization ReduceMean ReduceSum FeatureVectorizer Max Min'.split(' '),
);
const products = new Set([
  'Gemm',
  'MatMul',
  'QGemm',
  'QLinearMatMul',
  'FusedGemm',
  'MatMulInteger',
  'MatMulNBits',
  'DynamicQuantizeMatMul',
]);
const regressors = new Set(['TreeEnsembleRegressor', 'LinearRegressor', 'SVMRegressor']);
const comparisons = new Set(['Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Equal', 'Not']);

export function graphReader(bytes: FileBytes, graph: Graph): GraphReader {
  const producers = new Map<string, GraphNode>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) if (output !== '') producers.set(output, node);
  }
  return { bytes, graph, producers, known: new Map() };
}

function told(meaning: OutputMeaning, node: GraphNode, more: Partial<Trace> = {}): Trace {
  return { ...unknown, meaning, operator: node.op, ...more };
}

/** The class labels that a ZipMap or classifier node holds as attributes. */
export function classLabels(bytes: FileBytes, node: GraphNode): string[] | null {
  const names = ['classlabels_int64s', 'classlabels_ints', 'classlabels_strings'] as const;
  const found = readAttributes(bytes, node.range, names);
  const texts = found.classlabels_strings?.texts;
  if (texts && texts.length > 0) return texts;
  const ints = found.classlabels_int64s?.ints ?? found.classlabels_ints?.ints;
  return ints && ints.length > 0 ? ints.map(String) : null;
}

/** The texts of a constant: an initializer or a Constant node. */
function constantLabels(reader: GraphReader, name: string | undefined): string[] | null {
  if (name === undefined) return null;
  const initializer = reader.graph.initializers.get(name);
  if (initializer) return readLabelTensor(reader.bytes, initializer);
  const node = reader.producers.get(name);
  if (node?.op !== 'Constant') return null;
  const { value } = readAttributes(reader.bytes, node.range, ['value']);
  return value?.tensor ? readLabelTensor(reader.bytes, readTensorFacts(reader.bytes, value.tensor)) : null;
}

function isConstant(reader: GraphReader, name: string): boolean {
  return reader.graph.initializers.has(name) || reader.producers.get(name)?.op === 'Constant';
}

function traceClassifier(reader: GraphReader, node: GraphNode, name: string): Trace {
  const classes = classLabels(reader.bytes, node);
  const more = { classes, classSource: classes ? ('classifier node' as const) : null };
  if (node.outputs[0] === name) return told('label', node, more);
  const { post_transform } = readAttributes(reader.bytes, node.range, ['post_transform']);
  const transform = post_transform?.text ?? 'NONE';
  // Without a transform trees give shares of votes; a linear or support vector classifier gives decision values.
  if (transform !== 'NONE' || node.op === 'TreeEnsembleClassifier') return told('probabilities', node, more);
  const { prob_a } = readAttributes(reader.bytes, node.range, ['prob_a']);
  return told(node.op === 'SVMClassifier' && prob_a ? 'probabilities' : 'logits', node, more);
}

function traceLookup(reader: GraphReader, node: GraphNode, depth: number): Trace {
  const [data = '', index = ''] = node.inputs;
  const classes = constantLabels(reader, data);
  if (!isConstant(reader, data)) return walk(reader, data, depth + 1);
  const chosen = walk(reader, index, depth + 1);
  if (chosen.meaning !== 'label') return chosen.meaning === 'cluster' ? chosen : unknown;
  return told('label', node, { classes, classSource: classes ? 'classifier node' : null });
}

function traceLabelEncoder(reader: GraphReader, node: GraphNode, depth: number): Trace {
  const inner = walk(reader, node.inputs[0] ?? '', depth + 1);
  if (inner.meaning !== 'label') return inner.meaning === 'cluster' ? inner : unknown;
  const names = ['keys_int64s', 'keys_strings', 'values_strings', 'values_int64s', 'classes_strings'] as const;
  const found = readAttributes(reader.bytes, node.range, names);
  const keys = found.keys_int64s?.ints?.map(String) ?? found.keys_strings?.texts;
  const values = found.values_strings?.texts ?? found.values_int64s?.ints?.map(String);
  const table = found.classes_strings?.texts;
  if (table) return told('label', node, { classes: table, classSource: 'classifier node' });
  if (!keys || keys.length !== values?.length) return told('label', node);
  const order = inner.classes ?? [...keys].sort((a, b) => Number(a) - Number(b));
  const classes = order.map((key) => values[keys.indexOf(key)]);
  const isComplete = classes.every((entry) => entry !== undefined);
  return told('label', node, isComplete ? { classes, classSource: 'classifier node' } : {});
}

function traceChoice(reader: GraphReader, node: GraphNode): Trace {
  const ifTrue = constantLabels(reader, node.inputs[1]);
  const ifFalse = constantLabels(reader, node.inputs[2]);
  if (ifTrue?.length !== 1 || ifFalse?.length !== 1) return unknown;
  return told('label', node, { classes: [...ifFalse, ...ifTrue], classSource: 'classifier node' });
}

function productColumns(reader: GraphReader, node: GraphNode): number | null {
  const weights = reader.graph.initializers.get(node.inputs[1] ?? '');
  if (weights?.dims.length !== 2) return null;
  const { transB } = readAttributes(reader.bytes, node.range, ['transB']);
  return weights.dims[transB?.int === 1 ? 0 : 1] ?? null;
}

function traceCombination(reader: GraphReader, node: GraphNode, depth: number): Trace {
  const variable = node.inputs.filter((input) => input !== '' && !isConstant(reader, input));
  // x · sigmoid(x) and x + softmax(x) are activations of hidden layers, not probabilities.
  const isMixing = (node.op === 'Mul' || node.op === 'Add') && variable.length > 1;
  const inputs = node.op === 'Div' ? variable.slice(0, 1) : variable;
  const traces = inputs.map((input) => walk(reader, input, depth + 1));
  const first = traces[0];
  if (!first) return unknown;
  if (isMixing && !traces.every((trace) => trace.meaning === 'probabilities')) return unknown;
  if (node.op === 'Normalizer' && traces.every((trace) => trace.meaning !== 'unknown')) {
    return { ...first, meaning: 'probabilities' };
  }
  return traces.every((trace) => trace.meaning === first.meaning)
    ? { ...first, columns: node.op === 'Concat' ? null : first.columns }
    : unknown;
}

function walk(reader: GraphReader, name: string, depth: number): Trace {
  const known = reader.known.get(name);
  if (known) return known;
  reader.known.set(name, unknown);
  const node = reader.producers.get(name);
  const trace = node && depth <= deepestWalk ? traceNode(reader, node, name, depth) : unknown;
  reader.known.set(name, trace);
  return trace;
}

function traceNode(reader: GraphReader, node: GraphNode, name: string, depth: number): Trace {
  const { op } = node;
  if (op.endsWith('Classifier')) return traceClassifier(reader, node, name);
  if (regressors.has(op)) return told('value', node);
  if (op === 'ZipMap') {
    const classes = classLabels(reader.bytes, node);
    const inner = walk(reader, node.inputs[0] ?? '', depth + 1);
    const meaning = inner.meaning === 'logits' ? 'logits' : 'probabilities';
    return told(meaning, node, { classes, classSource: classes ? 'ZipMap node' : null });
  }
  if (sameContent.has(op)) return walk(reader, node.inputs[0] ?? '', depth + 1);
  if (op === 'Softmax' || op === 'Sigmoid' || op === 'HardSigmoid') return told('probabilities', node);
  if (op === 'LogSoftmax') return told('logits', node);
  if (op === 'ArgMax') return told('label', node);
  if (op === 'ArgMin') return told('cluster', node);
  if (comparisons.has(op)) return told('label', node, { classes: ['0', '1'] });
  if (op === 'ArrayFeatureExtractor' || op === 'Gather') return traceLookup(reader, node, depth);
  if (op === 'LabelEncoder') return traceLabelEncoder(reader, node, depth);
  if (op === 'Where') return traceChoice(reader, node);
  if (products.has(op)) return told('logits', node, { columns: productColumns(reader, node) });
  if (combining.has(op)) return traceCombination(reader, node, depth);
  return { ...unknown, operator: op };
}

/** What the named output holds, as far as its operators tell. */
export function traceOutput(reader: GraphReader, output: string): Trace {
  return walk(reader, output, 0);
}
