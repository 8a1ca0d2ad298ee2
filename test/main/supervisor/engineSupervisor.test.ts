import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FromEngine } from '../../../main/supervisor/engineProtocol.ts';
import { type EngineState, type EngineSupervisor, superviseEngine } from '../../../main/supervisor/engineSupervisor.ts';
import { spawnNode } from '../../../main/supervisor/spawnNode.ts';
import { bundleScript } from '../../support/bundleScript.ts';
import { memoryLog } from './memoryLog.ts';

let script = '';
beforeAll(async () => {
  script = await bundleScript('test/main/engine/testEngine.ts');
});

describe('the engine supervisor', () => {
  let folder = '';
  let engine: EngineSupervisor;
  let states: { state: EngineState; detail: string }[];
  let messages: FromEngine[];
  let watchers: (() => void)[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-engine-'));
    states = [];
    messages = [];
    watchers = [];
  });
  afterEach(async () => {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (behaviour: string, options: Partial<Parameters<typeof superviseEngine>[0]> = {}): void => {
    const notify = (): void => watchers.forEach((watcher) => watcher());
    engine = superviseEngine({
      spawn: spawnNode,
      script,
      args: [behaviour, join(folder, 'marker')],
      log: memoryLog(),
      pausesMs: [1, 1],
      onMessage: (message) => {
        messages.push(message);
        notify();
      },
      onState: (state, detail) => {
        states.push({ state, detail });
        notify();
      },
      ...options,
    });
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => watchers.push(resolve));
  };
  const names = (): EngineState[] => states.map(({ state }) => state);

  it('waits for the handshake and passes messages on', async () => {
    open('well');
    await engine.ready();
    engine.send({ type: 'frame', connection: 'a', text: 'hello' });
    await until(() => messages.length > 0);
    expect(messages).toEqual([{ type: 'frame', connection: 'a', text: 'heard hello' }]);
    expect(engine.state()).toBe('ready');
  });

  it('starts the engine anew when it crashes, saying how it ended', async () => {
    open('well');
    await engine.ready();
    engine.send({ type: 'frame', connection: 'a', text: 'crash' });
    await until(() => names().filter((state) => state === 'ready').length === 2);
    expect(names()).toEqual(['ready', 'restarting', 'ready']);
    expect(states[1]?.detail).toContain('SIGSEGV');
  });

  it('gives up after too many crashes, and every wait is rejected then', async () => {
    open('crashes at start');
    await expect(engine.ready()).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(names()).toEqual(['restarting', 'restarting', 'failed']);
    await expect(engine.ready()).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
  });

  it('starts what it gave up anew when a person asks for it, and nothing that still runs', async () => {
    open('crashes at start');
    await expect(engine.ready()).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    const before = states.length;
    engine.restart();
    engine.restart();
    await expect(engine.ready()).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(names().slice(before)).toEqual(['starting', 'restarting', 'restarting', 'failed']);
  });

  it('kills an engine that does not answer at the start', async () => {
    open('never ready', { startMs: 300, pausesMs: [] });
    await expect(engine.ready()).rejects.toMatchObject({ message: expect.stringContaining('did not answer') as string });
  });

  it('kills an engine that stops answering pings, and starts another', async () => {
    open('hangs once', { pingMs: 50, missedPings: 3 });
    await until(() => names().filter((state) => state === 'ready').length === 2);
    expect(states[1]).toEqual({ state: 'restarting', detail: 'it stopped answering' });
  });

  it('does not mind malformed messages', async () => {
    open('well');
    await engine.ready();
    engine.send({ type: 'frame', connection: 'a', text: 'nonsense' });
    await until(() => messages.length > 0);
    expect(messages).toHaveLength(1);
  });

  it('ends the engine in good order', async () => {
    open('well');
    await engine.ready();
    await engine.stop();
    expect(names()).toEqual(['ready', 'stopped']);
    await expect(engine.ready()).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
  });

  it('ends an engine that does not want to', async () => {
    open('ignores shutdown', { graceMs: 100 });
    await engine.ready();
    await engine.stop();
    expect(engine.state()).toBe('stopped');
  });
});
