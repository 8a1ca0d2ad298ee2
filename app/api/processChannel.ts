import type { Channel } from './channel.ts';

/** The part of `process` (in a forked child) and of a ChildProcess (in its parent) that carries messages. */
export interface ProcessLike {
  connected?: boolean;
  send?: ((message: unknown, callback?: (error: Error | null) => void) => boolean) | undefined;
  disconnect?: (() => void) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** A channel over the IPC pipe between a process and the child it forked; closes when either ends. */
export function processChannel(peer: ProcessLike): Channel {
  let open = peer.connected === true;
  let closed: () => void = () => undefined;
  peer.on('disconnect', () => {
    if (!open) return;
    open = false;
    closed();
  });
  return {
    send(frame) {
      // A pipe that broke meanwhile reports through the callback; 'disconnect' follows.
      if (open && peer.connected) peer.send?.(frame, () => undefined);
    },
    onMessage: (listener) => void peer.on('message', listener),
    onClose(listener) {
      closed = listener;
      if (!open) queueMicrotask(listener);
    },
    close() {
      if (peer.connected) peer.disconnect?.();
    },
  };
}
