import { AppError, fromWire } from '../../../app/base/errors';
import { ErrorRecord } from '../../../app/api/schemas/common';
import { socketChannel } from '../../../app/api/socketChannel';
import { chooseFiles, droppedFiles } from './givenFiles';
import { baseName, type GivenFile, type Host, type UploadProgress } from './host';

/** The workbench on loopback: files are uploaded to it, results are downloaded from it. */
export function createBrowserHost(): Host {
  return {
    kind: 'browser',
    openChannel() {
      const url = new URL('rpc', location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      url.search = '';
      url.hash = '';
      return Promise.resolve(socketChannel(new WebSocket(url)));
    },
    async takeDrop(transfer, onProgress) {
      return upload(await droppedFiles(transfer), onProgress);
    },
    async pick(kind, onProgress) {
      return upload(await chooseFiles(kind), onProgress);
    },
    pickProject: null,
    saveCopy(path) {
      follow(path, true);
      return Promise.resolve();
    },
    reveal: null,
    view(path) {
      follow(path, false);
      return Promise.resolve();
    },
  };
}

function follow(path: string, download: boolean): void {
  const link = document.createElement('a');
  link.href = `./file?path=${encodeURIComponent(path)}`;
  if (download) link.download = baseName(path);
  else link.target = '_blank';
  link.rel = 'noopener';
  link.click();
}

/** Streams the files to the workbench, one after another, and returns where they are now. */
async function upload(files: GivenFile[], onProgress: (progress: UploadProgress) => void): Promise<string[]> {
  const batch = crypto.randomUUID();
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const paths: string[] = [];
  let doneBytes = 0;
  for (const { file, relativeName } of files) {
    onProgress({ doneBytes, totalBytes, name: relativeName });
    const response = await fetch(`./upload/${batch}/${encodeURIComponent(relativeName)}`, { method: 'PUT', body: file });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw uploadError(answer, relativeName);
    paths.push((answer as { path: string }).path);
    doneBytes += file.size;
  }
  onProgress({ doneBytes, totalBytes, name: '' });
  return paths;
}

function uploadError(answer: unknown, name: string): AppError {
  const wire = ErrorRecord.safeParse(answer && typeof answer === 'object' && 'error' in answer ? answer.error : answer);
  if (wire.success) return fromWire(wire.data);
  return new AppError('FILE_UNREADABLE', `“${name}” could not be taken over.`, {
    hint: 'Check that the file is still there and that the disk has room, then drop it again.',
  });
}
