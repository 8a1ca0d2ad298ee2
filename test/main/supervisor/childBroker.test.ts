import { describe, expect, it } from 'vitest';
import type { Spawn } from '../../../main/supervisor/child.ts';
import { createChildBroker } from '../../../main/supervisor/childBroker.ts';
import type { ToEngine } from '../../../main/supervisor/engineProtocol.ts';

function broker(): { handle: ReturnType<typeof createChildBroker>['handle']; started: string[]; said: ToEngine[] } {
  const started: string[] = [];
  const said: ToEngine[] = [];
  const spawn: Spawn = (script) => {
    started.push(script);
    return {
      pid: 1,
      send: () => undefined,
      onMessage: () => undefined,
      onExit: () => undefined,
      kill: () => undefined,
    };
  };
  const { handle } = createChildBroker(spawn, ['/program/worker.js'], (message) => said.push(message));
  return { handle, started, said };
}

describe('the host that starts processes for the engine', () => {
  it('starts the worker', () => {
    const { handle, started, said } = broker();
    handle({ type: 'child-spawn', child: 'a', script: '/program/worker.js', name: 'worker', args: [] });
    expect([started, said]).toEqual([['/program/worker.js'], []]);
  });

  it.each(['/tmp/evil.js', '/program/../tmp/evil.js', '/program/worker.js/', 'worker.js', ''])(
    'starts nothing else, whatever the engine asks for: “%s” @security',
    (script) => {
      const { handle, started, said } = broker();
      handle({ type: 'child-spawn', child: 'a', script, name: 'worker', args: [] });
      expect(started).toEqual([]);
      expect(said).toEqual([{ type: 'child-exit', child: 'a', code: null, signal: null }]);
    },
  );
});
