import type { Child } from './child.ts';

export interface Ending {
  /** Resolves when the child is gone. */
  gone: Promise<void>;
  /** The child was heard finishing its work: its time starts anew. */
  stillWorking(): void;
}

/**
 * The kill ladder: asks the child to end, waits `graceMs` without a word from it, then kills it.
 * A child inside native code does not even read the request; killing it takes about 0.1 s.
 */
export function endChild(child: Child, ask: () => void, graceMs: number): Ending {
  let timer = setTimeout(() => child.kill(), graceMs);
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    child.onExit(() => {
      isGone = true;
      clearTimeout(timer);
      resolve();
    });
  });
  ask();
  return {
    gone,
    stillWorking() {
      if (isGone) return;
      clearTimeout(timer);
      timer = setTimeout(() => child.kill(), graceMs);
    },
  };
}
