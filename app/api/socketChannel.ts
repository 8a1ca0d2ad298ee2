import type { Channel } from './channel.ts';

/** The common part of the browser's WebSocket and the one of `ws`. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

const connecting = 0;
const open = 1;

/** A channel over a WebSocket; frames are JSON texts. What is sent before the socket opens is kept until then. */
export function socketChannel(socket: SocketLike): Channel {
  let waiting: string[] = [];
  let isClosed = socket.readyState > open;
  let closed: () => void = () => undefined;
  socket.addEventListener('open', () => {
    for (const text of waiting) socket.send(text);
    waiting = [];
  });
  socket.addEventListener('close', () => {
    if (isClosed) return;
    isClosed = true;
    closed();
  });
  // 'close' always follows an error; without a listener `ws` would throw.
  socket.addEventListener('error', () => undefined);
  return {
    send(frame) {
      const text = JSON.stringify(frame);
      if (socket.readyState === connecting) waiting.push(text);
      else if (socket.readyState === open) socket.send(text);
    },
    onMessage(listener) {
      socket.addEventListener('message', (event) => {
        const frame = parseFrame(event.data);
        if (frame !== undefined) listener(frame);
      });
    },
    onClose(listener) {
      closed = listener;
      if (isClosed) queueMicrotask(listener);
    },
    close: () => socket.close(1000),
  };
}

/** Undefined for what is not JSON text: a peer that sends such a thing gets no answer. */
export function parseFrame(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
