// Real rows for Triton's load tool, whose own are random numbers.
// https://github.com/triton-inference-server/perf_analyzer/blob/main/docs/input_data.md
import type { TensorData } from '../../../prepare/tensors.ts';
import { tensorBytes, textsOf, type GoldenStep } from '../../raw/goldenSteps.ts';

type PerfTensor = { content: string[]; shape: number[] } | { b64: string; shape: number[] };
type PerfStep = Record<string, PerfTensor>;

interface PerfInput {
  data: PerfStep[];
  validation_data?: PerfStep[];
}

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
 * One entry a golden row (a batch, where the model takes a fixed one). The answers are left out where an output has no fixed
 * shape (`isFixed` false): the tool reads the shape of answers from the configuration alone.
 */
export function perfAnalyzerInput(steps: readonly GoldenStep[], isBatched: boolean, isFixed: boolean): PerfInput {
  return {
    data: steps.map(({ inputs }) => perfStep(inputs, isBatched)),
    ...(isFixed && { validation_data: steps.map(({ outputs }) => perfStep(outputs, isBatched)) }),
  };
}
