// What goes ahead of a large upload: PUT /stand-in/<batch>/<encoded relative name>?size=BYTES&head=BYTES, the body being the
// first `head` bytes of the file and then its last ones. Kept as a file of the full size with nothing between.
import { open, rm, rmdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { AppError } from '../../app/base/errors.ts';
import { replaceFile } from '../../app/storage/atomicWrite.ts';
import { uploadPath } from './uploads.ts';

/** Enough for any footer worth waiting for. */
const mostBytes = 4 << 20;

/** Apart from the batch: a folder of data holds nothing but what was dropped. */
export function standInPath(uploadFolder: string, urlPath: string): string {
  const path = uploadPath(uploadFolder, urlPath.replace(/^\/stand-in\//, '/upload/'));
  const batch = /^\/stand-in\/([\w-]+)\//.exec(urlPath)?.[1] ?? '';
  return join(uploadFolder, `${batch}-beginnings`, path.slice(join(uploadFolder, batch).length));
}

/** @throws TOO_LARGE, INVALID_INPUT */
export async function storeStandIn(request: IncomingMessage, path: string, sizes: { size: number; head: number }): Promise<void> {
  const { size, head } = sizes;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw new AppError('TOO_LARGE', 'More than the beginning and the end of a file.', { hint: retry });
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(head) || head < 0 || head > bytes || size < bytes) {
    throw new AppError('INVALID_INPUT', 'The sizes do not fit what was sent.', { hint: retry });
  }
  await replaceFile(path, async (temporary) => {
    const file = await open(temporary, 'wx');
    try {
      await file.truncate(size);
      await file.write(body, 0, head, 0);
      await file.write(body, head, bytes - head, size - (bytes - head));
    } finally {
      await file.close();
    }
  });
}

const retry = 'Load the window again and drop the file once more.';

/** Of no use once the file itself is there, or will never be. */
export async function removeStandIn(uploadFolder: string, urlPath: string): Promise<void> {
  const path = standInPath(uploadFolder, urlPath.replace(/^\/upload\//, '/stand-in/'));
  await rm(path, { force: true });
  for (let folder = dirname(path); folder !== uploadFolder; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}
