export interface Budget {
  /** Fires when the caller cancels, or the minutes are over. */
  signal: AbortSignal;
  /** Whether it was the time, and not the caller. */
  isOver: () => boolean;
  end: () => void;
}

/** What work that ran out of its minutes says. */
export const timeIsUp = 'the time that it was given is up';

/** @param minutes null = all the time it takes */
export function startBudget(minutes: number | null, signal: AbortSignal | undefined): Budget {
  const clock = new AbortController();
  const timer = minutes === null ? undefined : setTimeout(() => clock.abort(), minutes * 60_000);
  timer?.unref();
  return {
    signal: AbortSignal.any([clock.signal, ...(signal ? [signal] : [])]),
    isOver: () => clock.signal.aborted && signal?.aborted !== true,
    end: () => clearTimeout(timer),
  };
}
