// Products with large weight matrices in whole numbers: a quarter of the file, and faster where matrices are large.
// Like onnxruntime.quantization.quantize_dynamic, activations are quantized while the model runs, weights once and for all.
// Unlike it, each row gets a scale of its own: DynamicQuantizeLinear takes one from the whole batch, so that an answer would
// depend on the other rows of a request, and a server would not answer what was validated. Weights have 7 bits, so that
// processors with and without VNNI give the same sums (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
import type { FileBytes } from '../fileBytes.ts';
import { concatBytes } from '../protobufWriter.ts';
import { readAttributes } from '../readAttributes.ts';
import type { GraphNode } from '../readGraph.ts';
import type { ModelFile } from '../readModelFile.ts';
import type { Edit } from '../removeZipMap.ts';
import { floatWeights, readFloats, type Weight } from './floatWeights.ts';
import { addedFields, inOrder, namesOf, type FormPlan } from './formPlan.ts';
import { elementNumber, floatBytes, nodeField, tensorField, type NewNode } from './graphMessages.ts';
import { quantizeColumns, type QuantizedColumns } from './int8Weights.ts';
import { readFloatAttributes } from './readFloatAttributes.ts';

/** Round came with it; everything else that is used is older. */
export const int8Opset = 11;
/** Where ReduceMax takes its axes as an input. */
const axesAsInput = 18;
/** Where ReduceSum does. */
const sumAxesAsInput = 13;

/** A product that can be done in whole numbers: activations · weight (+ bias). */
interface Product {
  node: GraphNode;
  weight: Weight;
  bias: string | null;
  isTransposed: boolean;
  alpha: number;
}

function productOf(bytes: FileBytes, node: GraphNode, weights: Map<string, Weight>): Product | null {
  const weight = weights.get(node.inputs[1] ?? '');
  if (node.domain !== '' || !weight || weight.dims.length !== 2 || !node.inputs[0]) return null;
  if (node.op === 'MatMul') return { node, weight, bias: null, isTransposed: false, alpha: 1 };
  if (node.op !== 'Gemm') return null;
  const { transA, transB } = readAttributes(bytes, node.range, ['transA', 'transB']);
  const { alpha = 1, beta = 1 } = readFloatAttributes(bytes, node.range);
  const bias = node.inputs[2] || null;
  if ((transA?.int ?? 0) !== 0 || (bias !== null && beta !== 1)) return null;
  return { node, weight, bias, isTransposed: (transB?.int ?? 0) !== 0, alpha };
}

function quantize(bytes: FileBytes, { weight, isTransposed, alpha }: Product): QuantizedColumns & { dims: number[] } {
  const given = readFloats(bytes, weight);
  const [m = 0, n = 0] = weight.dims;
  const [rows, columns] = isTransposed ? [n, m] : [m, n];
  const values = isTransposed ? given.map((_, i) => given[(i % columns) * rows + Math.floor(i / columns)] as number) : given;
  const found = quantizeColumns(values, rows, columns);
  return { values: found.values, scales: found.scales.map((scale) => scale * alpha), dims: [rows, columns] };
}

/** The numbers that every such product needs. */
function sharedTensors(fresh: (base: string) => string): {
  names: Record<'steps' | 'zero' | 'nought' | 'least' | 'axes' | 'point', string>;
  fields: Uint8Array;
} {
  const names = {
    steps: fresh('int8_steps'),
    zero: fresh('int8_zero'),
    nought: fresh('int8_nought'),
    least: fresh('int8_least'),
    axes: fresh('int8_axes'),
    point: fresh('int8_point'),
  };
  const axis = new Uint8Array(8).fill(255);
  const one = (name: string, value: number): Uint8Array => tensorField(name, 'float32', { dims: [], raw: floatBytes([value]) });
  return {
    names,
    fields: concatBytes([
      one(names.steps, 127),
      one(names.zero, 128),
      one(names.nought, 0),
      one(names.least, 1e-30),
      tensorField(names.axes, 'int64', { dims: [1], raw: axis }),
      tensorField(names.point, 'uint8', { dims: [], raw: Uint8Array.of(128) }),
    ]),
  };
}

/**
 * Nodes that turn `input` into whole numbers 1..255 around 128, each row by a scale of its own: its largest size is 127 steps.
 * A row with a number that is none has a scale that is none, and so has what comes of it.
 */
function quantizeRows(
  input: string,
  about: { opset: number; fresh: (base: string) => string; shared: ReturnType<typeof sharedTensors>['names'] },
): { nodes: NewNode[]; whole: string; scale: string } {
  const { opset, fresh, shared } = about;
  const name = (what: string): string => fresh(`${input}_${what}`);
  const reduced = (op: string, from: string, to: string, since: number): NewNode =>
    opset >= since
      ? { op, inputs: [from, shared.axes], outputs: [to], ints: { keepdims: 1 } }
      : { op, inputs: [from], outputs: [to], ints: { axes: [-1], keepdims: 1 } };
  const [size, top, some, scale, none, mark, marked] = ['size', 'top', 'some', 'scale', 'none', 'mark', 'marked'].map(name) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const [ratio, steps, shifted, whole] = ['ratio', 'steps', 'shifted', 'int8'].map(name) as [string, string, string, string];
  return {
    nodes: [
      { op: 'Abs', inputs: [input], outputs: [size] },
      reduced('ReduceMax', size, top, axesAsInput),
      { op: 'Max', inputs: [top, shared.least], outputs: [some] },
      { op: 'Div', inputs: [some, shared.steps], outputs: [scale] },
      // 0 · x is 0 for every number, and none for what is none: the largest of a row may overlook that.
      { op: 'Mul', inputs: [size, shared.nought], outputs: [none] },
      reduced('ReduceSum', none, mark, sumAxesAsInput),
      { op: 'Add', inputs: [scale, mark], outputs: [marked] },
      { op: 'Div', inputs: [input, scale], outputs: [ratio] },
      { op: 'Round', inputs: [ratio], outputs: [steps] },
      { op: 'Add', inputs: [steps, shared.zero], outputs: [shifted] },
      { op: 'Cast', inputs: [shifted], outputs: [whole], ints: { to: elementNumber.uint8 } },
    ],
    whole,
    scale: marked,
  };
}

/** Null where there is no product of that kind. Needs operator set `int8Opset`, which whoever calls has made sure of. */
export function int8Form(bytes: FileBytes, model: ModelFile, opset: number): FormPlan | null {
  const fresh = namesOf(model);
  const weights = new Map(floatWeights(bytes, model).map((weight) => [weight.name, weight]));
  const products = model.graph.nodes.flatMap((node) => productOf(bytes, node, weights) ?? []);
  if (products.length === 0) return null;
  const shared = sharedTensors(fresh);
  const rows = new Map<string, Omit<ReturnType<typeof quantizeRows>, 'nodes'>>();
  const columns = new Map<string, { values: string; scales: string }>();
  const tensors: Uint8Array[] = [shared.fields];
  const edits: Edit[] = [];
  for (const product of products) {
    const { node, weight, bias, isTransposed, alpha } = product;
    const input = node.inputs[0] as string;
    const nodes: NewNode[] = [];
    let row = rows.get(input);
    if (!row) {
      const { nodes: before, ...made } = quantizeRows(input, { opset, fresh, shared: shared.names });
      nodes.push(...before);
      rows.set(input, (row = made));
    }
    const key = JSON.stringify([weight.name, isTransposed, alpha]);
    let column = columns.get(key);
    if (!column) {
      const { values, scales, dims } = quantize(bytes, product);
      columns.set(key, (column = { values: fresh(`${weight.name}_int8`), scales: fresh(`${weight.name}_scale`) }));
      tensors.push(
        tensorField(column.values, 'int8', { dims, raw: new Uint8Array(values.buffer) }),
        tensorField(column.scales, 'float32', { dims: [scales.length], raw: floatBytes(scales) }),
      );
    }
    const output = node.outputs[0] as string;
    const name = (what: string): string => fresh(`${output}_${what}`);
    const [sums, floats, scaled] = ['sums', 'floats', 'scaled'].map(name) as [string, string, string];
    const product32 = bias === null ? output : name('product');
    nodes.push(
      { op: 'MatMulInteger', inputs: [row.whole, column.values, shared.names.point], outputs: [sums] },
      { op: 'Cast', inputs: [sums], outputs: [floats], ints: { to: elementNumber.float32 } },
      { op: 'Mul', inputs: [floats, row.scale], outputs: [scaled] },
      { op: 'Mul', inputs: [scaled, column.scales], outputs: [product32] },
      ...(bias === null ? [] : [{ op: 'Add', inputs: [product32, bias], outputs: [output] }]),
    );
    edits.push({ start: node.fieldStart, end: node.range.end, content: concatBytes(nodes.map(nodeField)) });
  }
  const used = new Set(products.map(({ weight }) => weight.name));
  const elsewhere = new Set(
    model.graph.nodes.filter((node) => !products.some((one) => one.node === node)).flatMap(({ inputs }) => inputs),
  );
  for (const product of products) if (product.bias !== null) elsewhere.add(product.bias);
  for (const name of used) {
    const weight = weights.get(name);
    if (weight && !elsewhere.has(name)) {
      edits.push({ start: weight.fieldStart, end: weight.fieldEnd, content: new Uint8Array(0) });
    }
  }
  const numbers = [...used].reduce((sum, name) => sum + (weights.get(name)?.elements ?? 0), 0);
  return {
    edits: inOrder([...edits, ...addedFields(model, new Uint8Array(0), concatBytes(tensors))]),
    tensors: used.size,
    numbers,
  };
}
