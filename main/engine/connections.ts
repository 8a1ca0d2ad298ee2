// The engine's end of windows that talk over text frames: one channel each, over the one pipe to the host.
import { type Channel } from '../../app/api/channel.ts';
import { parseFrame } from '../../app/api/socketChannel.ts';
import type { FromEngine, ToEngine } from '../supervisor/engineProtocol.ts';

type FromHost = Extract<ToEngine, { type: 'open' | 'frame' | 'close' }>;

interface Connection {
  message: (frame: unknown) => void;
  closed: () => void;
}

/** `onChannel` gets the channel of every window that comes. */
export function createConnections(
  post: (message: FromEngine) => void,
  onChannel: (channel: Channel) => void,
): (message: FromHost) => void {
  const connections = new Map<string, Connection>();

  const drop = (name: string): void => {
    const connection = connections.get(name);
    connections.delete(name);
    connection?.closed();
  };
  const open = (name: string): void => {
    const connection: Connection = { message: () => undefined, closed: () => undefined };
    connections.set(name, connection);
    onChannel({
      send(frame) {
        if (connections.has(name)) post({ type: 'frame', connection: name, text: JSON.stringify(frame) });
      },
      onMessage: (listener) => (connection.message = listener),
      onClose: (listener) => (connection.closed = listener),
      close() {
        if (!connections.has(name)) return;
        post({ type: 'close', connection: name });
        drop(name);
      },
    });
  };

  return (message) => {
    if (message.type === 'open') open(message.connection);
    else if (message.type === 'close') drop(message.connection);
    else {
      const frame = parseFrame(message.text);
      if (frame !== undefined) connections.get(message.connection)?.message(frame);
    }
  };
}
