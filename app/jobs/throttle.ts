export interface Throttled {
  /** Something changed: `action` runs now or, at the latest, one interval after it last ran. */
  request(): void;
  /** Drops what is pending: the caller is about to act by itself. */
  cancel(): void;
}

/** Runs `action` at most once every `intervalMs`; the last request is never lost. */
export function throttle(intervalMs: number, action: () => void): Throttled {
  let lastRun = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    lastRun = performance.now();
    action();
  };
  return {
    request() {
      if (timer !== undefined) return;
      const wait = lastRun + intervalMs - performance.now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait);
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
