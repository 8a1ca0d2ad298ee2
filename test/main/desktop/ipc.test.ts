// Messages as a page that was taken over might send them: each part wrong in turn, straight at the listeners.
import type { IpcMain, WebContents } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JobEndNote, MenuState, ShellProgress } from '../../../app/api/schemas/desktopShell.ts';
import { AppError } from '../../../app/base/errors.ts';
import { channels } from '../../../main/desktop/channels.ts';
import { registerIpc, type Envelope } from '../../../main/desktop/ipc.ts';
import { service } from '../../../main/desktop/nativeService.ts';
import { DoubleChannel } from '../../desktop/double/ports.ts';

const mainFrame = { url: 'app://workbench/#/runs', postMessage: () => undefined };
const contents = { mainFrame, isDestroyed: () => false } as unknown as WebContents;
const own = { sender: contents, senderFrame: mainFrame };
const strangers = {
  'no frame (it is gone already)': { sender: contents, senderFrame: null },
  'an iframe': { sender: contents, senderFrame: { ...mainFrame } },
  'another window': { sender: { mainFrame, isDestroyed: () => false }, senderFrame: mainFrame },
};

describe('messages to the main process', () => {
  let listeners: Map<string, (event: unknown, input?: unknown) => unknown>;
  let logged: string[];
  let ports: DoubleChannel[];
  let listening: number;
  let handed: number;
  const call = (event: object, input: unknown) => listeners.get(channels.native)?.(event, input) as Promise<Envelope>;

  beforeEach(() => {
    listeners = new Map();
    logged = [];
    ports = [];
    listening = 0;
    handed = 0;
    const keep = (channel: string, listener: (event: unknown, input?: unknown) => unknown) => listeners.set(channel, listener);
    registerIpc({
      ipcMain: { on: keep, handle: keep } as unknown as IpcMain,
      createChannel() {
        const channel = new DoubleChannel();
        ports.push(channel);
        return channel;
      },
      contents: () => contents,
      services: {
        add: service(z.object({ a: z.number() }).strict(), async ({ a }) => a + 1),
        refuse: service(z.null(), async () => {
          throw new AppError('NOT_ALLOWED', 'Not this.', { hint: 'Try that.' });
        }),
        fail: service(z.null(), async () => {
          throw new Error('secret detail of the system');
        }),
      },
      onListening: () => listening++,
      giveToEngine: async () => {
        handed++;
        throw new AppError('ENGINE_CRASHED', 'It ended.', { hint: 'Restart.' });
      },
      log: (message) => logged.push(message),
    });
  });

  it('are answered when they come from our page', async () => {
    expect(await call(own, { name: 'add', input: { a: 1 } })).toEqual({ ok: true, value: 2 });
    listeners.get(channels.listening)?.(own);
    expect(listening).toBe(1);
  });

  it.each(Object.entries(strangers))('from %s get no answer, no port, no events @security', async (_name, event) => {
    expect(await call(event, { name: 'add', input: { a: 1 } })).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED' } });
    listeners.get(channels.requestPort)?.(event, 'nonce');
    listeners.get(channels.listening)?.(event);
    expect({ ports: ports.length, listening, handed, logged: logged.length }).toEqual({
      ports: 0,
      listening: 0,
      handed: 0,
      logged: 3,
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'add'],
    ['no name', { input: { a: 1 } }],
    ['a name that is none', { name: 7, input: { a: 1 } }],
    ['a name of every object', { name: 'constructor', input: null }],
    ['another such name', { name: '__proto__', input: null }],
    ['an unknown name', { name: 'shell', input: null }],
    ['a missing input', { name: 'add' }],
    ['a wrong input', { name: 'add', input: { a: '1' } }],
    ['more than was asked for', { name: 'add', input: { a: 1, path: '/etc/passwd' } }],
  ])('that hold %s are refused @security', async (_name, message) => {
    expect(await call(own, message)).toMatchObject({ ok: false });
  });

  it.each([undefined, '', 7, {}, 'x'.repeat(65)])('that ask for a port with the nonce %s are dropped @security', (nonce) => {
    listeners.get(channels.requestPort)?.(own, nonce);
    expect(ports).toEqual([]);
  });

  it('errors keep their code, and faults keep their details to the log @security', async () => {
    expect(await call(own, { name: 'refuse', input: null })).toMatchObject({
      error: { code: 'NOT_ALLOWED', message: 'Not this.', hint: 'Try that.' },
    });
    const fault = await call(own, { name: 'fail', input: null });
    expect(fault).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(fault)).not.toContain('secret');
    expect(logged).toEqual(['a native service failed']);
  });

  it('a port that nobody takes is closed, so that the window asks again', async () => {
    listeners.get(channels.requestPort)?.(own, 'nonce');
    const [channel] = ports;
    await new Promise((resolve) => channel?.port2.on('close', () => resolve(null)));
    expect(logged).toEqual(['a port could not be handed over']);
  });
});

describe('what the window tells the desktop @security', () => {
  it.each([
    [MenuState, { enabled: ['run.start', 'evil'] }],
    [MenuState, { enabled: Array.from({ length: 1_000 }, () => 'run.start') }],
    [ShellProgress, { title: 'Run', share: 1.5 }],
    [ShellProgress, { title: 'Run', share: Number.NaN }],
    [ShellProgress, { title: 'x'.repeat(201), share: 0 }],
    [JobEndNote, { title: '', body: '', hash: '#/' }],
    [JobEndNote, { title: 'x', body: '', hash: 'https://evil.example/' }],
    [JobEndNote, { title: 'x', body: '', hash: '#/x\njavascript:1' }],
  ])('is refused when it is not as agreed (%#)', (schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
