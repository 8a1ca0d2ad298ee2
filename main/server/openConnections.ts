import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorAnswer, type Answer } from './answers.ts';

/**
 * Counts the connections of a server. One beyond the limit is not cut off, which a client could not tell from a broken network:
 * its request is answered, with 503, and then it is closed.
 */
export class OpenConnections {
  readonly #limit: number;
  readonly #beyond = new WeakSet<Socket>();
  #count = 0;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get count(): number {
    return this.#count;
  }

  watch(http: Server): void {
    http.on('connection', (socket) => {
      this.#count += 1;
      this.#taken += 1;
      if (this.#count > this.#limit) this.#beyond.add(socket);
      socket.once('close', () => (this.#count -= 1));
    });
  }

  /**
   * Resolves once no connection waits to be taken and what had arrived on the others was read, or after `limitMs`. One that is
   * closed before that is reset, and its client cannot tell whether its request was carried out.
   */
  async caughtUp(limitMs: number): Promise<void> {
    const until = performance.now() + limitMs;
    for (let before = -1; before !== this.#taken && performance.now() < until;) {
      before = this.#taken;
      // Of those that wait, each turn of the event loop takes one.
      await nextTurn();
    }
  }

  refusal(socket: Socket): Answer | null {
    if (!this.#beyond.has(socket)) return null;
    return errorAnswer(503, 'BUSY', `More than ${this.#limit} connections are open.`, {
      hint: 'Use connections again instead of opening new ones, or try later.',
      headers: { 'Retry-After': '1', Connection: 'close' },
    });
  }
}
