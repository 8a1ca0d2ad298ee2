// The carrier-neutral half of the contract: serve() answers calls that arrive on a channel, connect() makes them.
// Why our own: docs/decisions/0001-own-carrier.md.
import { z } from 'zod';
import { AppError, cancelled, fromWire, isCancelled, toWire } from '../base/errors.ts';
import { type Channel, ReplyFrame, RequestFrame } from './channel.ts';
import type { CallOptions, Client, Contract, Handlers } from './procedure.ts';

/** More calls at once than any window needs: a runaway caller gets BUSY instead of all the memory. */
const maxActive = 512;

type AnyHandler = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown> | AsyncIterable<unknown>;

export interface ServeOptions {
  /** Gets every unknown error with its message and stack, before it is masked. */
  log?: (message: string, error: unknown) => void;
}

/**
 * Answers the calls on `channel` with `handlers` until it closes. Input and output are parsed here, once.
 * Errors that are not AppErrors cross without their message.
 */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  channel: Channel,
  options: ServeOptions = {},
): void {
  const active = new Map<number, AbortController>();

  const reply = (frame: ReplyFrame): void => channel.send(frame);
  const refuse = (id: number, name: string, error: unknown): void => {
    const wire = toWire(error);
    if (wire.code === 'INTERNAL') options.log?.(`${name} failed`, error);
    reply({ t: 'error', id, error: wire });
  };

  const answer = async (id: number, name: string, rawInput: unknown, signal: AbortSignal): Promise<void> => {
    // hasOwn: `toString` and `__proto__` are names like any other, and unknown.
    const procedure = Object.hasOwn(contract, name) ? contract[name] : undefined;
    if (!procedure) {
      throw new AppError('NOT_FOUND', `There is no procedure called “${name.slice(0, 100)}”.`, {
        hint: 'Both sides must be of the same version; reload the window.',
      });
    }
    const input = procedure.input.safeParse(rawInput ?? {});
    if (!input.success) {
      throw new AppError('INVALID_INPUT', `${name}: ${z.prettifyError(input.error)}`, { hint: procedure.help });
    }
    const handler = handlers[name] as AnyHandler;
    const result = handler(input.data, { signal });
    if (procedure.kind === 'call') {
      reply({ t: 'result', id, value: procedure.output.parse(await (result as Promise<unknown>)) });
      return;
    }
    for await (const value of result as AsyncIterable<unknown>) {
      if (signal.aborted) throw cancelled();
      reply({ t: 'next', id, value: procedure.output.parse(value) });
    }
    reply({ t: 'done', id });
  };

  const begin = async (id: number, name: string, input: unknown): Promise<void> => {
    if (active.has(id)) return;
    if (active.size >= maxActive) {
      refuse(id, name, new AppError('BUSY', 'Too many calls are under way.', { hint: 'Wait for some of them to end.' }));
      return;
    }
    const controller = new AbortController();
    active.set(id, controller);
    try {
      await answer(id, name, input, controller.signal);
    } catch (error) {
      refuse(id, name, error);
    } finally {
      active.delete(id);
    }
  };

  channel.onMessage((raw) => {
    const frame = RequestFrame.safeParse(raw);
    if (!frame.success) {
      options.log?.('dropped a malformed frame', frame.error);
      return;
    }
    if (frame.data.t === 'cancel') active.get(frame.data.id)?.abort(cancelled());
    else void begin(frame.data.id, frame.data.name, frame.data.input);
  });
  channel.onClose(() => {
    for (const controller of active.values()) controller.abort(cancelled());
  });
}

interface Pending {
  onReply(frame: ReplyFrame): void;
  onLost(error: AppError): void;
}

function connectionLost(): AppError {
  return new AppError('ENGINE_CRASHED', 'The connection to the engine was lost.', {
    hint: 'Saved work is intact; the engine is started anew by itself. Try again in a moment.',
  });
}

/**
 * A client over `channel`. When the channel closes, everything pending is rejected with ENGINE_CRASHED,
 * and so is every later call: nobody waits for an answer that cannot come.
 */
export function connect<C extends Contract>(contract: C, channel: Channel): Client<C> {
  const pending = new Map<number, Pending>();
  let nextId = 0;
  let lost: AppError | undefined;

  channel.onMessage((raw) => {
    const frame = ReplyFrame.safeParse(raw);
    if (frame.success) pending.get(frame.data.id)?.onReply(frame.data);
  });
  channel.onClose(() => {
    lost = connectionLost();
    for (const entry of [...pending.values()]) entry.onLost(lost);
    pending.clear();
  });

  const start = (name: string, input: unknown, entry: Pending): number => {
    if (lost) throw lost;
    const id = nextId++;
    pending.set(id, entry);
    try {
      channel.send({ t: 'call', id, name, input } satisfies RequestFrame);
    } catch (error) {
      pending.delete(id);
      throw error;
    }
    return id;
  };
  const cancel = (id: number): void => {
    if (pending.delete(id)) channel.send({ t: 'cancel', id } satisfies RequestFrame);
  };

  const callOnce = (name: string, input: unknown, { signal }: CallOptions = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      const onAbort = (): void => {
        cancel(id);
        reject(cancelled());
      };
      const settle = (): void => {
        pending.delete(id);
        signal?.removeEventListener('abort', onAbort);
      };
      const id = start(name, input, {
        onReply(frame) {
          settle();
          if (frame.t === 'result') resolve(frame.value);
          else reject(frame.t === 'error' ? fromWire(frame.error) : connectionLost());
        },
        onLost(error) {
          settle();
          reject(error);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  async function* callStream(name: string, input: unknown, { signal }: CallOptions = {}): AsyncGenerator<unknown> {
    if (signal?.aborted) throw cancelled();
    const queue: unknown[] = [];
    let ended = false;
    let failure: AppError | undefined;
    let wake: () => void = () => undefined;
    const end = (error?: AppError): void => {
      ended = true;
      failure = error;
      wake();
    };
    const id = start(name, input, {
      onReply(frame) {
        if (frame.t === 'next') {
          queue.push(frame.value);
          wake();
          return;
        }
        pending.delete(frame.id);
        end(frame.t === 'error' ? fromWire(frame.error) : undefined);
      },
      onLost: end,
    });
    const onAbort = (): void => end(cancelled());
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        while (queue.length > 0 && !(failure && isCancelled(failure))) yield queue.shift();
        if (failure) throw failure;
        if (ended) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      // Reached by `break` too: the producer on the other side is stopped.
      cancel(id);
    }
  }

  const entries = Object.entries(contract).map(([name, procedure]) => [
    name,
    procedure.kind === 'call'
      ? (input: unknown, callOptions?: CallOptions) => callOnce(name, input, callOptions)
      : (input: unknown, callOptions?: CallOptions) => callStream(name, input, callOptions),
  ]);
  return Object.fromEntries(entries) as Client<C>;
}
