import type { Channel } from './channel.ts';

/** MessagePort of the DOM and of Node. */
interface EventTargetPort {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: unknown) => void): void;
  start(): void;
  close(): void;
}

/** MessagePortMain of Electron. */
interface EmitterPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(type: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export type PortLike = EventTargetPort | EmitterPort;

/** A channel over a MessagePort: the DOM's, Node's or Electron's. */
export function portChannel(port: PortLike): Channel {
  let open = true;
  let closed: () => void = () => undefined;
  const onClosed = (): void => {
    if (!open) return;
    open = false;
    closed();
  };
  // Node's port closes itself when the other end is gone; so does Electron's, in pages too. A plain browser's does not.
  if ('addEventListener' in port) port.addEventListener('close', onClosed);
  else port.on('close', onClosed);
  return {
    send(frame) {
      if (open) port.postMessage(frame);
    },
    onMessage(listener) {
      if ('addEventListener' in port) port.addEventListener('message', (event) => listener((event as { data: unknown }).data));
      else port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose(listener) {
      closed = listener;
      if (!open) queueMicrotask(listener);
    },
    close() {
      port.close();
      onClosed();
    },
  };
}
