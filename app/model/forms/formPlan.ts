import { bytesField, concatBytes, messageField } from '../protobufWriter.ts';
import type { ModelFile } from '../readModelFile.ts';
import type { Edit } from '../removeZipMap.ts';
import { freshNames } from './graphMessages.ts';

/** Of GraphProto. */
const outputField = 12;

/** What makes a form of a model: edits of its file, in order, and how much of it they reach. */
export interface FormPlan {
  edits: Edit[];
  /** Weights that are stored otherwise, and the numbers in them. */
  tensors: number;
  numbers: number;
}

/** Gives names that nothing in the graph has. */
export function namesOf({ graph }: ModelFile): (base: string) => string {
  const of = (values: ModelFile['graph']['inputs']): string[] => values.map(({ info }) => info.name);
  return freshNames([
    ...graph.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
    ...graph.initializers.keys(),
    ...of(graph.inputs),
    ...of(graph.outputs),
  ]);
}

/** Fields put in before the first node, and after the last field of the graph. */
export function addedFields({ graph, graphFields }: ModelFile, before: Uint8Array, after: Uint8Array): Edit[] {
  const first = Math.min(...graph.nodes.map(({ fieldStart }) => fieldStart));
  const end = graphFields[0]?.range.end ?? 0;
  return [
    { start: first, end: first, content: before },
    { start: end, end, content: after },
  ];
}

/** Fields that make these tensors outputs, too; the runtime knows their types. */
export function addedOutputs(model: ModelFile, names: readonly string[]): Edit[] {
  const fields = names.map((name) => messageField(outputField, bytesField(1, name)));
  return inOrder(addedFields(model, new Uint8Array(0), concatBytes(fields)));
}

/** In the order of the file; what is put in stands before what is replaced there. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}
