import type { TensorInfo, TensorType } from '../../../app/api/schemas/models.ts';
import { AppError } from '../../../app/base/errors.ts';
import { protocolTypes } from '../../../app/prepare/inputTensors.ts';

/** The Open Inference Protocol's name of an element type. */
export function datatypeOf(type: TensorType): string {
  const datatype = protocolTypes[type];
  if (datatype) return datatype;
  throw new AppError('MODEL_UNSUPPORTED', `Tensors of type ${type} cannot be served.`, {
    hint: 'Cast the input or output in the model.',
  });
}

/** Name, datatype and shape as the protocol states them; -1 = any. The first dimension is always the rows. */
export function tensorMetadata(info: TensorInfo): { name: string; datatype: string; shape: number[] } {
  const shape = (info.shape ?? [null]).map((dim, index) => (index > 0 && typeof dim === 'number' ? dim : -1));
  return { name: info.name, datatype: datatypeOf(info.type), shape };
}
