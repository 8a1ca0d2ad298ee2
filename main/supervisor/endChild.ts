import type { Child } from './child.ts';

/**
 * The kill ladder: asks the child to end, waits `graceMs`, then kills it. Resolves when the child is gone.
 * A child inside native code does not even read the request; killing it takes about 0.1 s.
 */
export function endChild(child: Child, ask: () => void, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill(), graceMs);
    child.onExit(() => {
      clearTimeout(timer);
      resolve();
    });
    ask();
  });
}
