// The bridge: one frozen object, functions only. Never ipcRenderer itself, never an event object.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channels } from './channels.ts';
import type { Envelope } from './ipc.ts';

async function native(name: string, input: unknown): Promise<unknown> {
  const envelope = (await ipcRenderer.invoke(channels.native, { name, input })) as Envelope;
  if (envelope.ok) return envelope.value;
  // Own properties of an error do not survive the bridge; its message does.
  throw new Error(`${envelope.error.message} ${envelope.error.hint}`);
}

// Ports cannot cross the bridge as arguments; a message to our own window can carry them.
ipcRenderer.on(channels.port, (event, nonce: unknown) =>
  window.postMessage({ type: 'drydock-port', nonce }, '*', [...event.ports]),
);

const shellListeners = new Set<(event: unknown) => void>();
ipcRenderer.on(channels.shell, (_event, message: unknown) => {
  for (const listener of shellListeners) listener(message);
});

contextBridge.exposeInMainWorld(
  'drydock',
  Object.freeze({
    platform: process.platform,
    /** The port arrives as a window message {type: 'drydock-port', nonce} with the nonce given here. */
    requestPort: async (nonce: string): Promise<void> => ipcRenderer.send(channels.requestPort, nonce),
    pathForFile: (file: File): string => webUtils.getPathForFile(file),
    openDialog: (kind: string): Promise<unknown> => native('openDialog', kind),
    saveDialog: (defaultName: string): Promise<unknown> => native('saveDialog', defaultName),
    reveal: (path: string): Promise<unknown> => native('reveal', path),
    openFile: (path: string): Promise<unknown> => native('openFile', path),
    copyTo: (path: string, target: string): Promise<unknown> => native('copyTo', { path, target }),
    printPdf: (path: string): Promise<unknown> => native('printPdf', path),
    /** What the desktop says to the window; returns how to stop listening. */
    subscribe(listener: (event: unknown) => void): () => void {
      shellListeners.add(listener);
      ipcRenderer.send(channels.listening);
      return () => shellListeners.delete(listener);
    },
    setMenuState: (state: unknown): Promise<unknown> => native('setMenuState', state),
    setProgress: (progress: unknown): Promise<unknown> => native('setProgress', progress),
    notifyJobEnd: (note: unknown): Promise<unknown> => native('notifyJobEnd', note),
    restartEngine: (): Promise<unknown> => native('restartEngine', null),
    changesKept: (): Promise<unknown> => native('changesKept', null),
  }),
);
