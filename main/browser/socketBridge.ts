// Carries frames between WebSockets and the engine. It does not look into them.
import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { FromEngine, ToEngine } from '../supervisor/engineProtocol.ts';

/** A window that does not read what it asked for is cut off before it eats the memory. */
const maxBufferedBytes = 64_000_000;

/** RFC 6455 codes. */
const goingAway = 1001;
const restarting = 1012;

export interface SocketBridge {
  add(socket: WebSocket): void;
  handle(message: FromEngine): void;
  /** The engine is gone: windows are told, so that they come again. */
  dropAll(reason: 'restarting' | 'going away'): void;
}

export function createSocketBridge(post: (message: ToEngine) => void): SocketBridge {
  const sockets = new Map<string, WebSocket>();
  return {
    add(socket) {
      const connection = randomUUID();
      sockets.set(connection, socket);
      post({ type: 'open', connection });
      socket.on('message', (data, isBinary) => {
        if (isBinary) socket.close(1003);
        else post({ type: 'frame', connection, text: (data as Buffer).toString('utf8') });
      });
      socket.on('close', () => {
        if (sockets.delete(connection)) post({ type: 'close', connection });
      });
      // 'close' follows.
      socket.on('error', () => undefined);
    },
    handle(message) {
      if (message.type !== 'frame' && message.type !== 'close') return;
      const socket = sockets.get(message.connection);
      if (message.type === 'close') socket?.close(1000);
      else if (socket && socket.bufferedAmount > maxBufferedBytes) socket.terminate();
      else socket?.send(message.text);
    },
    dropAll(reason) {
      for (const socket of sockets.values()) socket.close(reason === 'restarting' ? restarting : goingAway, reason);
      sockets.clear();
    },
  };
}
