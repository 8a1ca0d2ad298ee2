// Weights kept in files beside the model: found, checked to lie in the model's folder, and complete.
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, relative, sep, win32 } from 'node:path';
import type { ModelCard } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import type { TensorFacts } from './readTensor.ts';

export type ExternalFile = ModelCard['externalData'][number];

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function refuse(modelPath: string, location: string, why: string): AppError {
  return new AppError('NOT_ALLOWED', `${basename(modelPath)} asks for weights from "${location}", ${why}.`, {
    hint: 'External data must lie in the folder of the model or below it. Save the model again with onnx.save(..., save_as_external_data=True, location="model.onnx.data").',
    where: { file: modelPath, path: location },
  });
}

/** The location as a path in the model's folder; refuses absolute paths and `..` in the notation of any system. */
function resolveLocation(modelPath: string, location: string): string {
  if (location === '' || location.includes('\0')) throw refuse(modelPath, location, 'which names no file');
  if (posix.isAbsolute(location) || win32.isAbsolute(location) || /^[a-z]:/i.test(location)) {
    throw refuse(modelPath, location, 'an absolute path');
  }
  const parts = location.split(/[/\\]/);
  if (parts.includes('..')) throw refuse(modelPath, location, 'which leads out of its folder');
  return join(dirname(modelPath), ...parts);
}

/**
 * The files that hold the tensors, each once. Throws NOT_ALLOWED for a location outside of the model's
 * folder (symbolic links followed), MODEL_INVALID for a missing or too short file.
 */
export async function checkExternalData(modelPath: string, tensors: TensorFacts[]): Promise<ExternalFile[]> {
  const needed = new Map<string, number>();
  for (const tensor of tensors) {
    if (!tensor.external) continue;
    const { location, offset, length } = tensor.external;
    const end = offset + (length ?? tensor.valueBytes);
    needed.set(location, Math.max(needed.get(location) ?? 0, end));
  }
  const files: ExternalFile[] = [];
  for (const [location, bytes] of needed) {
    const path = resolveLocation(modelPath, location);
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) {
      throw new AppError('MODEL_INVALID', `${basename(modelPath)} keeps its weights in "${location}", which is not beside it.`, {
        hint: `Put "${location}" into the folder of the model, or drop both files together.`,
        where: { file: modelPath, path: location },
      });
    }
    if (!isInside(await realpath(dirname(modelPath)), await realpath(path))) {
      throw refuse(modelPath, location, 'a link that leads out of its folder');
    }
    if (found.size < bytes) {
      throw new AppError('MODEL_INVALID', `"${location}" has ${found.size} bytes, but the model needs ${bytes} of it.`, {
        hint: 'The file is truncated or belongs to another model. Copy the model and its data again, both from the same export.',
        where: { file: modelPath, path: location },
      });
    }
    files.push({ location, sizeBytes: found.size, found: true });
  }
  return files;
}
