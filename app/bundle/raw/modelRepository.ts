import type { ModelFile } from '../targets/target.ts';
import type { ZipSource } from '../zip/writeZip.ts';

/** The model and its external data below `folder`, by their own names. */
export function modelCopies(folder: string, modelFiles: readonly ModelFile[]): ZipSource[] {
  return modelFiles.map(({ name, bytes, content }) => ({ path: `${folder}/${name}`, bytes, content }));
}
