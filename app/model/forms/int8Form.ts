// Products with large weight matrices in whole numbers: a quarter of the file, and faster where matrices are large. Weights have 7
// bits, so that processors with and without VNNI give the same sums
// (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
import type { FileBytes } from '../fileBytes.ts';
import { concatBytes } from '../protobufWriter.ts';
import { readAttributes } from '../readAttributes.ts';
import type { GraphNode } from '../readGraph.ts';
import type { ModelFile } from '../readModelFile.ts';
import type { Edit } from '../removeZipMap.ts';
import { floatWeights, readFloats, type Weight } from './floatWeights.ts';
import { addedFields, inOrder, namesOf, type FormPlan } from './formPlan.ts';
import { elementNumber, floatBytes, nodeField, tensorField, type NewNode } from './graphMessages.ts';
import { quantizeByRange, quantizeByRow, type Range, type Steps } from './int8Activations.ts';
import { quantizeColumns, type QuantizedColumns } from './int8Weights.ts';
import { readFloatAttributes } from './readFloatAttributes.ts';

/** Round came with it; everything else that is used is older. */
export const int8Opset = 11;

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

function productsOf(bytes: FileBytes, model: ModelFile): { products: Product[]; weights: Map<string, Weight> } {
  const weights = new Map(floatWeights(bytes, model).map((weight) => [weight.name, weight]));
  return { weights, products: model.graph.nodes.flatMap((node) => productOf(bytes, node, weights) ?? []) };
}

/** What goes into such products: their range is what a form with fixed scales needs. */
export function int8Activations(bytes: FileBytes, model: ModelFile): string[] {
  return [...new Set(productsOf(bytes, model).products.map(({ node }) => node.inputs[0] as string))];
}

/**
 * Null where there is no product of that kind. Needs operator set `int8Opset`, which whoever calls has made sure of.
 * @param ranges of all `int8Activations`, for fixed scales; null = each row gets a scale of its own
 */
export function int8Form(
  bytes: FileBytes,
  model: ModelFile,
  { opset, ranges }: { opset: number; ranges: ReadonlyMap<string, Range> | null },
): FormPlan | null {
  const fresh = namesOf(model);
  const { products, weights } = productsOf(bytes, model);
  if (products.length === 0) return null;
  const quantizer = ranges ? quantizeByRange({ opset, fresh }, ranges) : quantizeByRow({ opset, fresh });
  const rows = new Map<string, Steps>();
  const columns = new Map<string, { values: string; scales: string }>();
  const tensors: Uint8Array[] = [quantizer.tensors];
  const edits: Edit[] = [];
  for (const product of products) {
    const { node, weight, bias, isTransposed, alpha } = product;
    const input = node.inputs[0] as string;
    const nodes: NewNode[] = [];
    let row = rows.get(input);
    if (!row) {
      rows.set(input, (row = quantizer.stepsOf(input)));
      nodes.push(...row.nodes);
      tensors.push(row.tensors);
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
      { op: 'MatMulInteger', inputs: [row.whole, column.values, row.point], outputs: [sums] },
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
