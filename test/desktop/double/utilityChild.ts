// Runs in the child before the real script: gives it the parentPort that Electron would, over Node's IPC.
import { EventEmitter } from 'node:events';
import { DoublePort } from './ports.ts';

// As in a packaged app: Electron it is, and its executable is no Node.
Object.defineProperty(process.versions, 'electron', { value: '45.0.0' });
process.execPath = '/nowhere/electron';

const ports = new Map<number, DoublePort>();

/** Keeps what arrives until the script listens, as Electron does. */
class ParentPort extends EventEmitter {
  #waiting: unknown[] = [];
  deliver(event: unknown): void {
    if (this.listenerCount('message') > 0) this.emit('message', event);
    else this.#waiting.push(event);
  }
  override on(name: string, listener: (event: unknown) => void): this {
    super.on(name, listener);
    for (const event of this.#waiting.splice(0)) setImmediate(() => this.emit('message', event));
    return this;
  }
  postMessage(message: unknown): void {
    process.send?.({ kind: 'message', message });
  }
}
const parentPort = new ParentPort();
Object.defineProperty(process, 'parentPort', { value: parentPort });

process.on('message', (raw) => {
  const envelope = raw as { kind: string; message?: unknown; ports?: number[]; port?: number; data?: unknown };
  if (envelope.kind === 'message') {
    const given = (envelope.ports ?? []).map((id) => {
      const port = new DoublePort();
      port.forward = (data) => process.send?.({ kind: 'port', port: id, data });
      port.onClosed = () => process.send?.({ kind: 'port-close', port: id });
      ports.set(id, port);
      return port;
    });
    parentPort.deliver({ data: envelope.message, ports: given });
  }
  if (envelope.kind === 'port') ports.get(envelope.port ?? -1)?.deliver(envelope.data);
  if (envelope.kind === 'port-close') ports.get(envelope.port ?? -1)?.closedByPeer();
});
// Chromium ends utility processes together with the browser process.
process.on('disconnect', () => process.exit(0));
