import { contract, type WorkbenchContract } from '../../../app/api/contract';
import type { CallOptions, Client } from '../../../app/api/procedure';
import { connect } from '../../../app/api/rpc';
import type { Host } from '../host/host';

export type ConnectionStatus = 'connecting' | 'connected' | 'lost';

export interface Connection {
  /** Always the same object: calls go over whatever channel is open at the time. */
  client: Client<WorkbenchContract>;
  status: () => ConnectionStatus;
  subscribe: (listener: () => void) => () => void;
  reconnect: () => void;
}

const longestPauseMs = 5_000;

/** A client that opens its channel anew when the engine went away and came back. */
export function createConnection(host: Host): Connection {
  const listeners = new Set<() => void>();
  let status: ConnectionStatus = 'connecting';
  let current: Promise<Client<WorkbenchContract>>;
  let pauseMs = 250;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const setStatus = (next: ConnectionStatus): void => {
    status = next;
    for (const listener of listeners) listener();
  };
  const retryLater = (): void => {
    clearTimeout(timer);
    timer = setTimeout(open, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };
  const dial = async (): Promise<Client<WorkbenchContract>> => {
    const channel = await host.openChannel();
    let fresh = true;
    const client = connect(contract, {
      send: (frame) => channel.send(frame),
      close: () => channel.close(),
      onMessage: (listener) => channel.onMessage(listener),
      onClose: (listener) =>
        channel.onClose(() => {
          listener();
          if (!fresh) return;
          fresh = false;
          setStatus('lost');
          retryLater();
        }),
    });
    await client['app.info']({});
    pauseMs = 250;
    setStatus('connected');
    return client;
  };
  function open(): void {
    clearTimeout(timer);
    current = dial();
    // Every call made meanwhile gets the failure too; here it only must not go unhandled.
    current.catch(() => setStatus('lost'));
  }
  open();

  const later = (name: keyof WorkbenchContract) => {
    if (contract[name].kind === 'call') {
      return async (input: unknown, options?: CallOptions) =>
        ((await current)[name] as (input: unknown, options?: CallOptions) => Promise<unknown>)(input, options);
    }
    return async function* (input: unknown, options?: CallOptions) {
      yield* ((await current)[name] as (input: unknown, options?: CallOptions) => AsyncIterable<unknown>)(input, options);
    };
  };
  const names = Object.keys(contract) as (keyof WorkbenchContract)[];
  return {
    client: Object.fromEntries(names.map((name) => [name, later(name)])) as unknown as Client<WorkbenchContract>,
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reconnect() {
      pauseMs = 250;
      setStatus('connecting');
      open();
    },
  };
}
