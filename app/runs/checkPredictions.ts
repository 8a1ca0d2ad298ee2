import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../base/errors.ts';

/**
 * That the predictions of a run are there and whole: a Parquet file ends with the letters PAR1.
 * @param run name and state, for the message
 * @throws NOT_FOUND, FILE_UNREADABLE naming the file
 */
export async function checkPredictions(path: string, run: { name: string; state: string }): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw new AppError('NOT_FOUND', `The run "${run.name}" has no predictions (it is ${run.state}): ${path} cannot be opened.`, {
      hint: 'Only finished and partial runs have rows to look at; if the file was deleted, run again.',
      where: { path },
      cause,
    });
  }
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(4);
    await file.read(end, 0, 4, Math.max(0, size - 4));
    if (size >= 12 && end.toString('latin1') === 'PAR1') return;
  } finally {
    await file.close();
  }
  throw new AppError('FILE_UNREADABLE', `The predictions of the run "${run.name}" are damaged: ${path} is cut off.`, {
    hint: 'Bring the file back from a copy of the project, or run again.',
    where: { path },
  });
}
