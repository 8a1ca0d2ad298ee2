// Real rows for Triton's load tool, whose own are random numbers.
// https://github.com/triton-inference-server/perf_analyzer/blob/main/docs/input_data.md
import type { TensorData } from '../../../prepare/tensors.ts';
import { tensorBytes, textsOf, type GoldenStep } from '../../raw/goldenSteps.ts';

type PerfTensor = { content: string[]; shape: number[] } | { b64: string; shape: number[] };
type PerfStep = Record<string, PerfTensor>;

/** Numbers as their bytes: the tool refuses 2 where it wants 2.0, knows no NaN, and takes half precision in no other form. */
function perfTensor(tensor: TensorData, isBatched: boolean): PerfTensor {
  const dims = tensor.dims.slice(isBatched ? 1 : 0);
  const shape = dims.length > 0 ? dims : [1];
  return tensor.type === 'string' ? { content: textsOf(tensor), shape } : { b64: tensorBytes(tensor).toString('base64'), shape };
}

function perfStep(tensors: Record<string, TensorData>, isBatched: boolean): PerfStep {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, perfTensor(tensor, isBatched)]));
}

/**
 * The file: one line a golden row (a batch, where the model takes a fixed one). The answers are left out where an output has
 * no fixed shape (`isFixed` false): the tool reads the shape of answers from the configuration alone.
 */
export function perfAnalyzerText(steps: readonly GoldenStep[], isBatched: boolean, isFixed: boolean): string {
  const list = (name: string, of: 'inputs' | 'outputs'): string =>
    `"${name}": [\n${steps.map((step) => JSON.stringify(perfStep(step[of], isBatched))).join(',\n')}\n]`;
  return `{${[list('data', 'inputs'), ...(isFixed ? [list('validation_data', 'outputs')] : [])].join(',\n')}}\n`;
}
