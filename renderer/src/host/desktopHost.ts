import { portChannel } from '../../../app/api/portChannel';
import type { JobEndNote, MenuState, ShellEvent, ShellProgress } from '../../../app/api/schemas/desktopShell';
import { droppedFolder } from './givenFiles';
import { baseName, type Host } from './host';

/** What the preload script offers, and nothing else of the desktop shell is reachable. */
export interface DesktopBridge {
  platform: string;
  /** The port itself cannot cross the bridge: it arrives as a window message {type: 'drydock-port', nonce}. */
  requestPort(nonce: string): Promise<void>;
  pathForFile(file: File): string;
  openDialog(kind: 'files' | 'folder' | 'project'): Promise<string[]>;
  saveDialog(defaultName: string): Promise<string | null>;
  reveal(path: string): Promise<void>;
  copyTo(path: string, target: string): Promise<void>;
  /** Opens a written report with the system's viewer. */
  openFile(path: string): Promise<void>;
  printPdf(path: string): Promise<string | null>;
  /** One listener for all the shell says; what it said before waits for the first one. */
  subscribe(listener: (event: ShellEvent) => void): () => void;
  setMenuState(state: MenuState): Promise<void>;
  setProgress(progress: ShellProgress): Promise<void>;
  notifyJobEnd(note: JobEndNote): Promise<void>;
  restartEngine(): Promise<void>;
  changesKept(): Promise<void>;
}

declare global {
  interface Window {
    drydock?: DesktopBridge;
  }
}

export function createDesktopHost(bridge: DesktopBridge): Host {
  return {
    kind: 'desktop',
    async openChannel() {
      const nonce = crypto.randomUUID();
      const port = new Promise<MessagePort>((resolve) => {
        const onMessage = (event: MessageEvent<{ nonce?: unknown } | null>): void => {
          const [first] = event.ports;
          if (event.source !== window || !first || event.data?.nonce !== nonce) return;
          window.removeEventListener('message', onMessage);
          resolve(first);
        };
        window.addEventListener('message', onMessage);
      });
      await bridge.requestPort(nonce);
      return portChannel(await port);
    },
    takeDrop(transfer) {
      const paths = [...transfer.files].map((file) => bridge.pathForFile(file)).filter((path) => path !== '');
      return Promise.resolve({ paths, folder: droppedFolder(transfer) });
    },
    async pick(kind) {
      const paths = await bridge.openDialog(kind);
      return { paths, folder: kind === 'folder' && paths[0] !== undefined ? baseName(paths[0]) : null };
    },
    pickProject: async () => (await bridge.openDialog('project'))[0] ?? null,
    async saveCopy(path) {
      const target = await bridge.saveDialog(baseName(path));
      if (target !== null) await bridge.copyTo(path, target);
    },
    reveal: (path) => bridge.reveal(path),
    view: (path) => bridge.openFile(path),
    savePdf: (path) => bridge.printPdf(path),
    shell: {
      subscribe: (listener) => bridge.subscribe(listener),
      setMenuState: (state) => bridge.setMenuState(state),
      setProgress: (progress) => bridge.setProgress(progress),
      notifyJobEnd: (note) => bridge.notifyJobEnd(note),
      restartEngine: () => bridge.restartEngine(),
      changesKept: () => bridge.changesKept(),
    },
  };
}
