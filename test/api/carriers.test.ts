// One suite over every carrier: whatever the pipe, calls behave the same.
import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket as WsSocket, WebSocketServer } from 'ws';
import type { Channel } from '../../app/api/channel.ts';
import { createMemoryPair } from '../../app/api/memoryChannel.ts';
import { portChannel } from '../../app/api/portChannel.ts';
import type { Client } from '../../app/api/procedure.ts';
import { type ProcessLike, processChannel } from '../../app/api/processChannel.ts';
import { connect, serve } from '../../app/api/rpc.ts';
import { type SocketLike, socketChannel } from '../../app/api/socketChannel.ts';
import { bundleScript } from '../support/bundleScript.ts';
import { conformanceContract, createConformanceHandlers } from './conformanceContract.ts';

interface OpenCarrier {
  clientChannel: Channel;
  /** Ends the serving side the hard way. */
  killPeer(): void;
  dispose(): void | Promise<void>;
}

const serveOn = (channel: Channel): void => serve(conformanceContract, createConformanceHandlers(), channel);

/** Electron's MessagePortMain as documented: an emitter of {data, ports} that delivers after start(). */
class MainPort extends EventEmitter {
  peer!: MainPort;
  #started = false;
  #queue: unknown[] = [];
  #closed = false;
  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    setImmediate(() => this.peer.deliver(copy));
  }
  deliver(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }
  start(): void {
    this.#started = true;
    for (const data of this.#queue.splice(0)) this.deliver(data);
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => {
      this.emit('close');
      this.peer.close();
    });
  }
}

let childScript = '';
beforeAll(async () => {
  childScript = await bundleScript('test/api/conformanceChild.ts');
});

const carriers: Record<string, () => Promise<OpenCarrier>> = {
  memory: async () => {
    const [server, client] = createMemoryPair();
    serveOn(server);
    return { clientChannel: client, killPeer: () => server.close(), dispose: () => client.close() };
  },
  'MessagePort of Node and the DOM': async () => {
    const { port1, port2 } = new MessageChannel();
    serveOn(portChannel(port1));
    return {
      clientChannel: portChannel(port2),
      killPeer: () => port1.close(),
      dispose: () => port2.close(),
    };
  },
  'MessagePort of Electron': async () => {
    const [a, b] = [new MainPort(), new MainPort()];
    a.peer = b;
    b.peer = a;
    serveOn(portChannel(a));
    return { clientChannel: portChannel(b), killPeer: () => a.close(), dispose: () => b.close() };
  },
  'child process': async () => {
    const child = fork(childScript, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    return {
      clientChannel: processChannel(child as unknown as ProcessLike),
      killPeer: () => void child.kill('SIGKILL'),
      dispose: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      },
    };
  },
  'WebSocket of ws': () => openSockets((url) => new WsSocket(url)),
};
// The browser's own WebSocket class, which Node has from 22 on and behind a flag in 20; the window tests use it in Chromium.
if (typeof globalThis.WebSocket === 'function') {
  carriers['WebSocket of the browser'] = () => openSockets((url) => new globalThis.WebSocket(url));
}

async function openSockets(createSocket: (url: string) => SocketLike): Promise<OpenCarrier> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  const serverSide: WsSocket[] = [];
  sockets.on('connection', (socket) => {
    serverSide.push(socket);
    serveOn(socketChannel(socket));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const socket = createSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  return {
    clientChannel: socketChannel(socket),
    killPeer: () => serverSide.forEach((peer) => peer.terminate()),
    dispose: async () => {
      serverSide.forEach((peer) => peer.terminate());
      sockets.close();
      http.close();
      await once(http, 'close');
    },
  };
}

async function eventually(client: Client<typeof conformanceContract>, event: string): Promise<string[]> {
  for (;;) {
    const events = await client.events({});
    if (events.includes(event)) return events;
    // The memory carrier works in microtasks alone; handlers must get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each(Object.entries(carriers))('calls over %s', (_name, open) => {
  let carrier: OpenCarrier;
  let client: Client<typeof conformanceContract>;
  beforeEach(async () => {
    carrier = await open();
    client = connect(conformanceContract, carrier.clientChannel);
  });
  afterEach(() => carrier.dispose());

  it('answers a call', async () => {
    expect(await client.add({ a: 2, b: 3 })).toBe(5);
  });

  it('answers many calls at once, each with its own answer', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => client.add({ a: i, b: 1 })));
    expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('fills in defaults of the input', async () => {
    expect(await client.withDefault({})).toBe(7);
  });

  it('carries nested data with non-ASCII text and nulls unchanged', async () => {
    const value = { text: 'Zürich → 東京 🐦', list: [1, null, [true, { x: 0.1 }]], empty: '' };
    expect(await client.echo({ value })).toEqual(value);
  });

  it('rejects bad input before the handler runs', async () => {
    await expect(client.add({ a: 'two' as unknown as number, b: 1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await client.events({})).toEqual([]);
  });

  it('does not know unknown and prototype names', async () => {
    const strange = connect(
      {
        ...conformanceContract,
        toString: conformanceContract.refuse,
        constructor: conformanceContract.refuse,
        nope: conformanceContract.refuse,
      },
      carrier.clientChannel,
    );
    for (const name of ['toString', 'constructor', 'nope'] as const) {
      await expect(strange[name]({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('carries a typed error with message, hint and place', async () => {
    await expect(client.refuse({})).rejects.toMatchObject({
      name: 'AppError',
      code: 'DATA_MISMATCH',
      message: 'Column “speed” is missing.',
      hint: 'Map it.',
      where: { column: 'speed' },
    });
  });

  it('lets nothing of an unknown error through', async () => {
    const error = await client.break({}).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify(error) + (error as Error).message).not.toContain('secret');
  });

  it('rejects output that its own schema does not allow', async () => {
    await expect(client.lie({})).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('takes a cancel to the handler, and only to the one of two that was cancelled', async () => {
    const controller = new AbortController();
    const first = client.wait({ label: 'first' }, { signal: controller.signal });
    const second = client.wait({ label: 'second' }).catch((error: unknown) => error);
    await eventually(client, 'waiting second');
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await eventually(client, 'cancelled first')).not.toContain('cancelled second');
    carrier.killPeer();
    expect(await second).toMatchObject({ code: 'ENGINE_CRASHED' });
  });

  it('does not even send a call whose signal has fired already', async () => {
    await expect(client.wait({ label: 'late' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await client.events({})).toEqual([]);
  });

  it('streams in order and ends', async () => {
    const seen: number[] = [];
    for await (const value of client.count({ to: 100 })) seen.push(value);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it('stops the producer on break', async () => {
    for await (const value of client.forever({})) if (value === 3) break;
    expect(await eventually(client, 'producer stopped')).toContain('producer stopped');
  });

  it('stops the producer when the signal of a stream fires', async () => {
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const value of client.forever({}, { signal: controller.signal })) if (value === 3) controller.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await eventually(client, 'producer stopped')).toContain('producer stopped');
  });

  it('delivers what came before an error in a stream, then the error', async () => {
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const value of client.countThenRefuse({})) seen.push(value);
    };
    await expect(read()).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(seen).toEqual([1, 2]);
  });

  it('rejects everything pending and everything later when the peer dies', async () => {
    const pending = client.wait({ label: 'pending' }).catch((error: unknown) => error);
    const stream = (async () => {
      for await (const value of client.forever({})) void value;
    })().catch((error: unknown) => error);
    await eventually(client, 'waiting pending');
    carrier.killPeer();
    expect(await pending).toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(await stream).toMatchObject({ code: 'ENGINE_CRASHED' });
    await expect(client.add({ a: 1, b: 1 })).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    await expect(client.count({ to: 1 })[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
  });

  it('survives malformed frames', async () => {
    for (const frame of [null, 7, 'x', [], { t: 'call' }, { t: 'call', id: -1, name: 'add' }, { t: 'cancel', id: 'x' }]) {
      carrier.clientChannel.send(frame);
    }
    expect(await client.add({ a: 1, b: 1 })).toBe(2);
  });
});
