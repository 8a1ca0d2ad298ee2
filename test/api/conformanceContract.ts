// The contract and handlers that every carrier is tried with. Handlers note what happened to them in `events`.
import { z } from 'zod';
import { call, stream, type Handlers } from '../../app/api/procedure.ts';
import { AppError } from '../../app/base/errors.ts';

const Nothing = z.object({});

export const conformanceContract = {
  add: call('Adds two numbers.', z.object({ a: z.number(), b: z.number() }), z.number()),
  withDefault: call('Echoes a value that has a default.', z.object({ size: z.number().default(7) }), z.number()),
  wait: call('Waits until it is cancelled.', z.object({ label: z.string() }), z.string()),
  refuse: call('Throws an AppError.', Nothing, z.string()),
  break: call('Throws an unknown error.', Nothing, z.string()),
  lie: call('Returns something its schema does not allow.', Nothing, z.number()),
  count: stream('Counts to a limit.', z.object({ to: z.number() }), z.number()),
  forever: stream('Counts until stopped.', Nothing, z.number()),
  countThenRefuse: stream('Counts to two, then throws an AppError.', Nothing, z.number()),
  events: call('What happened on the serving side.', Nothing, z.array(z.string())),
  echo: call('Gives back what it gets.', z.object({ value: z.unknown() }), z.unknown()),
} as const;

export function createConformanceHandlers(): Handlers<typeof conformanceContract> {
  const events: string[] = [];
  return {
    add: async ({ a, b }) => {
      events.push('add');
      return a + b;
    },
    withDefault: async ({ size }) => size,
    wait: ({ label }, { signal }) =>
      new Promise((_resolve, reject) => {
        events.push(`waiting ${label}`);
        signal.addEventListener('abort', () => {
          events.push(`cancelled ${label}`);
          reject(signal.reason as Error);
        });
      }),
    refuse: async () => {
      throw new AppError('DATA_MISMATCH', 'Column “speed” is missing.', { hint: 'Map it.', where: { column: 'speed' } });
    },
    break: async () => {
      throw new Error('secret /home/someone/key');
    },
    lie: async () => 'not a number' as unknown as number,
    count: async function* ({ to }) {
      for (let i = 1; i <= to; i++) yield i;
    },
    forever: async function* (_input, { signal }) {
      try {
        for (let i = 1; !signal.aborted; i++) {
          yield i;
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        events.push('producer stopped');
      }
    },
    countThenRefuse: async function* () {
      yield 1;
      yield 2;
      throw new AppError('TOO_LARGE', 'Three is too many.', { hint: 'Stop at two.' });
    },
    events: async () => events,
    echo: async ({ value }) => value,
  };
}
