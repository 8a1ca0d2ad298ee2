import { socketChannel } from '../../../app/api/socketChannel';
import { chooseFiles, droppedFiles, droppedFolder } from './givenFiles';
import { baseName, type Host } from './host';
import { upload } from './upload';

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
      // Asked before anything is waited for: a drop can be read within its event alone.
      const folder = droppedFolder(transfer);
      return { paths: await upload(await droppedFiles(transfer), onProgress), folder };
    },
    async pick(kind, onProgress) {
      const files = await chooseFiles(kind);
      const folder = kind === 'folder' ? (files[0]?.relativeName.split('/')[0] ?? null) : null;
      return { paths: await upload(files, onProgress), folder };
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
    savePdf: null,
    shell: null,
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
