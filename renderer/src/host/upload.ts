// Files on their way from the browser to the workbench.
import { ErrorRecord } from '../../../app/api/schemas/common';
import { AppError, cancelled, fromWire, isCancelled } from '../../../app/base/errors';
import type { GivenFile, UploadProgress } from './host';
import { storableNames } from './storableNames';

/** What goes ahead of a large file, so that its first rows are seen while it streams. */
const beginningBytes = 1 << 20;
const endBytes = 256 << 10;
/** Smaller files are there before anybody has looked. */
const largeBytes = 8 << 20;

/** Of small files: the way to the workbench and back costs more than what they hold. */
const atOnce = 4;

/**
 * Streams the files to the workbench and returns where they are now, in order: small ones several at a time, then large ones one
 * after another. A drop is all or nothing: the first file that fails ends it. Closing the page meanwhile asks first.
 * @throws CANCELLED, as the workbench says
 */
export async function upload(files: GivenFile[], onProgress: (progress: UploadProgress) => void): Promise<string[]> {
  const batch = crypto.randomUUID();
  const stop = new AbortController();
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const names = storableNames(files.map(({ relativeName }) => relativeName));
  const sentBytes = files.map(() => 0);
  const paths: string[] = files.map(() => '');

  const sendFile = async (index: number): Promise<void> => {
    const { file, relativeName } = files[index] as GivenFile;
    const address = `${batch}/${encodeURIComponent(names[index] as string)}`;
    let standIn: string | null = null;
    const tell = (sent: number): void => {
      sentBytes[index] = sent;
      const doneBytes = sentBytes.reduce((sum, bytes) => sum + bytes, 0);
      onProgress({ doneBytes, totalBytes, name: relativeName, standIn, cancel: () => stop.abort() });
    };
    tell(0);
    if (file.size > largeBytes) {
      const ends = new Blob([file.slice(0, beginningBytes), file.slice(-endBytes)]);
      const sizes = `size=${file.size}&head=${beginningBytes}`;
      standIn = await send(`./stand-in/${address}?${sizes}`, ends, relativeName, stop.signal).catch((error: unknown) => {
        // A convenience: the file itself will do.
        if (isCancelled(error)) throw error;
        return null;
      });
    }
    paths[index] = await send(`./upload/${address}`, file, relativeName, stop.signal, tell);
    sentBytes[index] = file.size;
  };

  const order = [...files.keys()];
  const small = order.filter((index) => (files[index] as GivenFile).file.size <= largeBytes);
  const large = order.filter((index) => !small.includes(index));
  const next = async (waiting: number[]): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) await sendFile(index);
  };
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  window.addEventListener('beforeunload', ask);
  try {
    await Promise.all(Array.from({ length: atOnce }, () => next(small)));
    await next(large);
  } catch (error) {
    stop.abort();
    throw error;
  } finally {
    window.removeEventListener('beforeunload', ask);
  }
  return paths;
}

/** Not fetch: it does not tell how much of a body has gone out. */
function send(
  address: string,
  body: Blob,
  name: string,
  signal: AbortSignal,
  onSent: (bytes: number) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const request = new XMLHttpRequest();
    request.open('PUT', address);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status === 200) resolve((answer as { path: string }).path);
      else reject(uploadError(answer, name));
    });
    request.addEventListener('error', () => reject(uploadError(null, name)));
    request.addEventListener('abort', () => reject(cancelled()));
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

function uploadError(answer: unknown, name: string): AppError {
  const wire = ErrorRecord.safeParse(answer && typeof answer === 'object' && 'error' in answer ? answer.error : answer);
  if (wire.success) return fromWire(wire.data);
  return new AppError('FILE_UNREADABLE', `“${name}” could not be taken over.`, {
    hint: 'Check that the file is still there and that the disk has room, then drop it again.',
  });
}
