// Writes an edited copy of a model, streaming: unchanged bytes are copied from file to file.
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { concatBytes, lengthHeader } from './protobufWriter.ts';
import type { ModelFile } from './readModelFile.ts';
import type { Edit } from './removeZipMap.ts';

type Piece = { from: number; to: number } | { content: Uint8Array };

const chunkBytes = 1 << 20;
const graphField = 7;

/** The new file as pieces: bytes of the old one and new bytes. Lengths of the edited graph are stated anew. */
function planPieces(model: ModelFile, size: number, edits: Edit[], appended: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { fieldStart, range } of model.graphFields) {
    const inside = edits.filter((edit) => edit.start >= range.start && edit.end <= range.end);
    if (inside.length === 0) continue;
    const growth = inside.reduce((sum, edit) => sum + edit.content.length - (edit.end - edit.start), 0);
    pieces.push({ from: at, to: fieldStart }, { content: lengthHeader(graphField, range.end - range.start + growth) });
    at = range.start;
    for (const edit of inside) {
      pieces.push({ from: at, to: edit.start }, { content: edit.content });
      at = edit.end;
    }
    pieces.push({ from: at, to: range.end });
    at = range.end;
  }
  pieces.push({ from: at, to: size }, { content: appended });
  return pieces;
}

async function copyRange(
  source: FileHandle,
  range: { from: number; to: number },
  write: (bytes: Uint8Array) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const buffer = new Uint8Array(Math.min(chunkBytes, range.to - range.from));
  let at = range.from;
  while (at < range.to) {
    throwIfAborted(signal);
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, range.to - at), at);
    if (bytesRead === 0) {
      throw new AppError('FILE_UNREADABLE', 'The model file became shorter while it was read.', {
        hint: 'Wait until it is completely written, then open it again.',
      });
    }
    await write(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

/**
 * Writes the model at `path` with `edits` (sorted, not overlapping) and `appended` to `target`.
 * Gives the SHA-256 of what was written.
 */
export async function rewriteModel(
  path: string,
  target: string,
  change: { model: ModelFile; size: number; edits: Edit[]; appended: Uint8Array; signal?: AbortSignal | undefined },
): Promise<string> {
  const hash = createHash('sha256');
  const source = await open(path, 'r');
  try {
    const copy = await open(target, 'wx');
    try {
      const write = async (bytes: Uint8Array): Promise<void> => {
        hash.update(bytes);
        await copy.writeFile(bytes);
      };
      let small: Uint8Array[] = [];
      for (const piece of planPieces(change.model, change.size, change.edits, change.appended)) {
        if ('content' in piece) {
          small.push(piece.content);
          continue;
        }
        await write(concatBytes(small));
        small = [];
        await copyRange(source, piece, write, change.signal);
      }
      await write(concatBytes(small));
      await copy.sync();
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
  return hash.digest('hex');
}
