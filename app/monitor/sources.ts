// Which file of a log was read up to where, told by its first bytes besides its name.
import { open } from 'node:fs/promises';
import { sha256 } from '../storage/sha256.ts';
import type { LogFile } from './findLogs.ts';
import type { LogState, Source } from './logState.ts';

const headBytes = 1024;
/** From so many bytes on the beginning of a log tells it among all others: its lines have times and ids. */
const tellingBytes = 128;

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

/** A log of lines that was renamed (rotated, say), or a copy of one, taken over anew from a browser: its rows count once. */
async function movedSource(state: LogState, file: LogFile): Promise<number> {
  if (file.form !== 'lines') return -1;
  for (const [number, { head, dropped }] of state.sources.entries()) {
    if (dropped || head.bytes < tellingBytes) continue;
    if ((await look(file.path, head.bytes)).head.sha256 === head.sha256) return number;
  }
  return -1;
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
  const moved = await movedSource(state, file);
  const before = state.sources[moved];
  if (before) {
    before.path = file.key;
    return moved;
  }
  const { head } = await look(file.path, headBytes);
  return state.sources.push({ path: file.key, bytes: 0, lines: 0, head, dropped: false }) - 1;
}
