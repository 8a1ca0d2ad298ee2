// The pipe to whoever started this process: Node's IPC, or Electron's parentPort.

export interface ParentLink {
  /** Resolves when the message is on its way, so that the process may end. */
  send(message: unknown): Promise<void>;
  /** `ports`: message ports that came along (Electron only). */
  onMessage(listener: (message: unknown, ports: readonly unknown[]) => void): void;
  onClose(listener: () => void): void;
}

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: unknown[] }) => void): unknown;
}

export function parentLink(): ParentLink {
  const port = (process as unknown as { parentPort?: ParentPort | null }).parentPort;
  if (port) {
    return {
      async send(message) {
        port.postMessage(message);
        // postMessage only queues; the queue is written between turns of the loop.
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
      onMessage: (listener) => void port.on('message', (event) => listener(event.data, event.ports)),
      // Chromium ends a utility process together with its parent.
      onClose: () => undefined,
    };
  }
  return {
    send: (message) =>
      new Promise((resolve) => {
        if (process.connected) process.send?.(message, () => resolve());
        else resolve();
      }),
    onMessage: (listener) => void process.on('message', (message) => listener(message, [])),
    onClose: (listener) => void process.on('disconnect', listener),
  };
}
