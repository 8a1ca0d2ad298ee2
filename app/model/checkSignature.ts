// Inputs and outputs that cannot work are refused when the model is opened, in words, rather than by
// the runtime in its own.
import { basename } from 'node:path';
import type { TensorType } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import type { FileBytes } from './fileBytes.ts';
import type { ModelFile } from './readModelFile.ts';
import type { GraphValue } from './readValueInfo.ts';

/** Element types that cannot be handed to or taken from the runtime. */
const impassable = new Set<TensorType>(['bfloat16', 'complex64', 'complex128', 'float8', 'unknown']);

const conversions: Partial<Record<TensorType, string>> = {
  bfloat16:
    'Export the model with float32 or float16 inputs and outputs, for example model.to(torch.float32) before torch.onnx.export.',
  float8: 'Keep float8 inside the model and give it float32 or float16 inputs and outputs.',
};

const unfed: Record<string, { what: string; hint: string }> = {
  map: {
    what: 'a map',
    hint: 'Export the pipeline without its DictVectorizer, so that the model takes numbers or texts column by column.',
  },
  sequence: { what: 'a sequence', hint: 'Export the model with one tensor per input instead of a sequence.' },
  optional: { what: 'an optional value', hint: 'Export the model without optional inputs.' },
  sparse: { what: 'a sparse tensor', hint: 'Export the model with dense inputs.' },
};

function refuseType(bytes: FileBytes, value: GraphValue, role: 'input' | 'output'): AppError {
  const { name, type } = value.info;
  const what =
    type === 'unknown' && value.typeName.startsWith('number') ? 'no known element type' : `the element type ${value.typeName}`;
  return new AppError(
    'MODEL_UNSUPPORTED',
    `${basename(bytes.path)} has ${what} at its ${role} "${name}", which cannot be ${role === 'input' ? 'fed to' : 'read from'} the runtime.`,
    {
      hint: conversions[type] ?? 'Export the model with float32, float64, float16, integer, bool or string inputs and outputs.',
      where: { file: bytes.path, tensor: name },
    },
  );
}

/**
 * Throws MODEL_INVALID for a graph that lacks what every graph has, MODEL_UNSUPPORTED for inputs and
 * outputs that nothing can be fed to or read from.
 */
export function checkSignature(bytes: FileBytes, model: ModelFile): void {
  const { graph } = model;
  if (model.irVersion <= 0) throw bytes.damaged('states no IR version');
  const domains = new Set(model.opsets.map(({ domain }) => domain));
  // Before IR version 3 there were no operator sets to state.
  for (const { op, domain } of model.irVersion < 3 ? [] : graph.nodes) {
    if (!domains.has(domain))
      throw bytes.damaged(`uses the operator ${op} without stating a version of "${domain || 'ai.onnx'}"`);
  }
  if (graph.outputs.length === 0) throw bytes.damaged('has no outputs');
  const made = new Set([...graph.initializers.keys(), ...graph.inputs.map(({ info }) => info.name)]);
  for (const node of graph.nodes) for (const output of node.outputs) made.add(output);
  for (const { info } of graph.outputs) {
    if (!made.has(info.name)) throw bytes.damaged(`states an output "${info.name}" that nothing in it makes`);
  }
  for (const value of graph.inputs) {
    const { name, kind, type } = value.info;
    if (graph.initializers.has(name)) continue;
    const refused = unfed[kind];
    if (refused) {
      const message = `${basename(bytes.path)} wants ${refused.what} at its input "${name}"; only tensors can be fed.`;
      throw new AppError('MODEL_UNSUPPORTED', message, { hint: refused.hint, where: { file: bytes.path, tensor: name } });
    }
    if (impassable.has(type)) throw refuseType(bytes, value, 'input');
  }
  for (const value of graph.outputs) {
    if (value.info.kind === 'tensor' && impassable.has(value.info.type)) throw refuseType(bytes, value, 'output');
  }
}
