// How Triton is told of the tensors of a model. https://github.com/triton-inference-server/server/blob/main/docs/user_guide/model_configuration.md
import type { ModelCard, TensorInfo, TensorType } from '../../../api/schemas/models.ts';
import { batchDependence } from '../../batchDependence.ts';
import { EnumValue, type ProtoMessage } from '../../formats/textProto.ts';
import type { TargetContext } from '../target.ts';

const types: Partial<Record<TensorType, string>> = {
  bool: 'TYPE_BOOL',
  uint8: 'TYPE_UINT8',
  uint16: 'TYPE_UINT16',
  uint32: 'TYPE_UINT32',
  uint64: 'TYPE_UINT64',
  int8: 'TYPE_INT8',
  int16: 'TYPE_INT16',
  int32: 'TYPE_INT32',
  int64: 'TYPE_INT64',
  float16: 'TYPE_FP16',
  float32: 'TYPE_FP32',
  float64: 'TYPE_FP64',
  string: 'TYPE_STRING',
};

export function tritonType(type: TensorType): EnumValue | null {
  const name = types[type];
  return name === undefined ? null : new EnumValue(name);
}

export function tensorOutputs(model: ModelCard): TensorInfo[] {
  return model.outputs.filter(({ kind }) => kind === 'tensor');
}

/** Why no rows of different requests may be put together; null where they may. */
export function whyNoBatching({ sources }: Pick<TargetContext, 'sources'>): string | null {
  const { model, record, report } = sources;
  const stuck = [...model.inputs, ...tensorOutputs(model)].find(
    ({ shape }) => !shape || shape.length === 0 || typeof shape[0] === 'number',
  );
  if (stuck) return `the first dimension of "${stuck.name}" is not any number of rows`;
  return batchDependence(record, report) ? 'rows of one batch influence each other' : null;
}

/** Rows that Triton may put together: as measured, else 64; 0 = it may not. */
export function maxBatchSize(context: Pick<TargetContext, 'sources' | 'capacity'>): number {
  return whyNoBatching(context) === null ? (context.capacity?.batch.maxRows ?? 64) : 0;
}

/**
 * The shape that Triton shows and takes, -1 = any. Batched: without the first dimension. It must have one at least, so that
 * one value a row is [1] and reshaped.
 */
export function tritonDims(
  shape: readonly (number | string | null)[],
  isBatched: boolean,
): { dims: number[]; reshape?: ProtoMessage } {
  const dims = shape.slice(isBatched ? 1 : 0).map((dim) => (typeof dim === 'number' ? dim : -1));
  return dims.length > 0 ? { dims } : { dims: [1], reshape: { shape: [] } };
}
