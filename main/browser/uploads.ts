// Files dropped into the window, streamed to disk: PUT /upload/<batch>/<encoded relative name>.
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../app/base/errors.ts';
import { replaceFile } from '../../app/storage/atomicWrite.ts';

/** Where an upload goes, or an error. The name may hold folders; it can never lead out of its batch. */
export function uploadPath(folder: string, urlPath: string): string {
  const match = /^\/upload\/([\w-]{1,64})\/([^?#]{1,4096})$/.exec(urlPath);
  const [, batch, encoded] = match ?? [];
  const name = encoded === undefined ? undefined : decode(encoded);
  const parts = name?.split('/') ?? [];
  if (batch === undefined || !name || !parts.every(isPlainName)) {
    throw new AppError('NOT_ALLOWED', `This is not a name that a file can be stored under: ${urlPath.slice(0, 200)}`, {
      hint: 'Rename the file, without “..”, backslashes, colons or control characters.',
    });
  }
  return join(folder, batch, ...parts);
}

/** Streams the body to `path`; on any error nothing is left behind. Returns the count of bytes. @throws TOO_LARGE, CONFLICT */
export async function storeUpload(request: IncomingMessage, path: string, limitBytes: number): Promise<number> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limitBytes) throw tooLarge(limitBytes);
  // A second file of the name would take the place of the first.
  if (await isThere(path)) throw taken('Two files of this drop have the same name.');
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limitBytes) done(tooLarge(limitBytes));
      else done(null, chunk);
    },
  });
  try {
    await replaceFile(path, (temporary) => pipeline(request, counter, createWriteStream(temporary, { flags: 'wx' })));
  } catch (error) {
    throw nameTaken(error) ? taken('A file of this drop has the name of one of its folders.', error) : error;
  }
  return bytes;
}

/** A file where a folder is needed, or the other way round: a name of an earlier upload of the batch stands in the way. */
function nameTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'INVALID_INPUT' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR' || code === 'ENOTEMPTY';
}

async function isThere(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ?? false;
}

function taken(message: string, cause?: unknown): AppError {
  return new AppError('CONFLICT', message, {
    hint: 'Rename the file or the folder, or drop them one after the other.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** One part of a path: not empty, not `.` or `..`, nothing that means a folder, drive or stream anywhere. */
function isPlainName(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && part.length <= 255 && !/[\u0000-\u001f\\:]/.test(part);
}

function tooLarge(limitBytes: number): AppError {
  return new AppError('TOO_LARGE', `The file is larger than ${String(Math.floor(limitBytes / 1e9))} GB, the limit for a drop.`, {
    hint: 'Open it by its path instead: it is then read where it lies.',
  });
}
