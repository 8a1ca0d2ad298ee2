// MessagePortMain as Electron documents it: an emitter of {data, ports} that delivers after start().
import { EventEmitter } from 'node:events';

export class DoublePort extends EventEmitter {
  /** Where messages posted here go. */
  forward: (data: unknown) => void = () => undefined;
  onClosed: () => void = () => undefined;
  #started = false;
  #closed = false;
  #waiting: unknown[] = [];

  postMessage(data: unknown): void {
    if (!this.#closed) this.forward(structuredClone(data));
  }
  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.deliver(data);
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onClosed();
    setImmediate(() => this.emit('close'));
  }
  deliver(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }
  /** The other end closed. */
  closedByPeer(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => this.emit('close'));
  }
}

export class DoubleChannel {
  readonly port1 = new DoublePort();
  readonly port2 = new DoublePort();
  constructor() {
    join(this.port1, this.port2);
    join(this.port2, this.port1);
  }
}

function join(own: DoublePort, peer: DoublePort): void {
  own.forward = (data) => setImmediate(() => peer.deliver(data));
  own.onClosed = () => peer.closedByPeer();
}
