import type { ShellEvent } from '../../app/api/schemas/desktopShell.ts';

/** A page that hangs must not keep the person from quitting. */
const patienceMs = 3_000;

export interface LastChanges {
  /** Asks the page to send what it still holds, and waits until the engine has it: for three seconds at most. */
  keep(): Promise<void>;
  /** The page says that all has arrived. */
  kept(): void;
}

/** What was typed or set in the moment before quitting is on its way from the page to the engine: the engine stops after it. */
export function createLastChanges(send: (event: ShellEvent) => void, patience = patienceMs): LastChanges {
  let resolve: (() => void) | null = null;
  return {
    async keep() {
      const arrived = new Promise<void>((done) => (resolve = done));
      send({ kind: 'leave' });
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([arrived, new Promise<void>((done) => (timer = setTimeout(done, patience)))]);
      clearTimeout(timer);
      resolve = null;
    },
    kept: () => resolve?.(),
  };
}
