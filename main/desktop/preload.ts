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
  }),
);
