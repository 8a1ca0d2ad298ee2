// Which file of a log was read up to where, told by its first bytes besides its name.
import { open } from 'node:fs/promises';
import { sha256 } from '../storage/sha256.ts';
import type { LogFile } from './findLogs.ts';
import type { LogState, Source } from './logState.ts';

const headBytes = 1024;

async function look(path: string, bytes: number): Promise<{ size: number; head: Source['head'] }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(bytes, size);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
    return { size, head: { bytes: length, sha256: sha256(buffer) } };
  } finally {
    await file.close();
  }
}

/**
 * The number of the file's entry in the state, made where it is new. An entry whose file is another by now, or is shorter
 * than what was read of it, is dropped, and the file begun anew.
 */
export async function sourceOf(state: LogState, file: LogFile): Promise<number> {
  const number = state.sources.findIndex(({ path, dropped }) => path === file.key && !dropped);
  const known = state.sources[number];
  if (known) {
    const now = await look(file.path, known.head.bytes);
    if (now.size >= known.bytes && now.head.sha256 === known.head.sha256) {
      // Of a file that was empty, or nearly, more is known by now.
      if (known.head.bytes < headBytes) known.head = (await look(file.path, headBytes)).head;
      return number;
    }
    known.dropped = true;
    state.isBuilt = false;
  }
  const { head } = await look(file.path, headBytes);
  return state.sources.push({ path: file.key, bytes: 0, lines: 0, head, dropped: false }) - 1;
}
