/** One change that can be taken back. Both ways are told of whole states, so that doing one twice does no harm. */
export interface UndoStep {
  /** What was changed, as it follows "Undid: ": "role of Speed". */
  label: string;
  /** What a notice about the change is about: that it was undone takes the place of that notice. */
  about?: string;
  undo: () => void | Promise<unknown>;
  redo: () => void | Promise<unknown>;
  /** Whether it can still be taken back; a step that no longer holds is passed over. Always, when left out. */
  holds?: () => boolean;
  /** Of a drag: steps with the same name that follow each other closely become one. */
  drag?: string;
}

export interface UndoHistory<Step extends UndoStep> {
  past: readonly Step[];
  future: readonly Step[];
}

const mostSteps = 200;
const dragPauseMs = 1_000;

/** A history for each project, for as long as the window is open. */
export function createUndoStore<Step extends UndoStep>(now: () => number = Date.now) {
  const empty: UndoHistory<Step> = { past: [], future: [] };
  const histories = new Map<string | null, UndoHistory<Step>>();
  const listeners = new Set<() => void>();
  let pushedAt = -Infinity;
  const of = (project: string | null): UndoHistory<Step> => histories.get(project) ?? empty;
  const set = (project: string | null, next: UndoHistory<Step>): void => {
    histories.set(project, next);
    for (const listener of listeners) listener();
  };
  return {
    of,
    push(project: string | null, step: Step): void {
      const { past } = of(project);
      const last = past.at(-1);
      const goesOn = last !== undefined && step.drag !== undefined && last.drag === step.drag && now() - pushedAt < dragPauseMs;
      pushedAt = now();
      const kept = goesOn ? [...past.slice(0, -1), { ...step, undo: last.undo }] : [...past, step];
      set(project, { past: kept.slice(-mostSteps), future: [] });
    },
    /** Takes one step out of the past, wherever it stands there; false when it was undone already. */
    take(project: string | null, step: Step): boolean {
      const { past, future } = of(project);
      if (!past.includes(step)) return false;
      set(project, { past: past.filter((other) => other !== step), future });
      return true;
    },
    /** Moves the last step that still holds to the future, and returns it. */
    back(project: string | null): Step | undefined {
      const { past, future } = of(project);
      const at = past.findLastIndex(holds);
      const step = past[at];
      if (step) set(project, { past: past.slice(0, at), future: [step, ...future] });
      return step;
    },
    forward(project: string | null): Step | undefined {
      const { past, future } = of(project);
      const at = future.findIndex(holds);
      const step = future[at];
      if (step) set(project, { past: [...past, step], future: future.slice(at + 1) });
      return step;
    },
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function holds(step: UndoStep): boolean {
  return step.holds?.() ?? true;
}
