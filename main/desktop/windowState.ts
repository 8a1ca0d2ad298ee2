// Where the window was, how large, and what it showed: one small file, read at the start and kept up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { writeJsonAtomic } from '../../app/storage/atomicWrite.ts';

const size = z.number().int().min(100).max(100_000);
const position = z.number().int().min(-100_000).max(100_000);

const WindowState = z.object({
  version: z.literal(1),
  bounds: z.object({ x: position, y: position, width: size, height: size }),
  maximised: z.boolean(),
  /** The place in the window: "#/runs?project=…". */
  place: z
    .string()
    .max(10_000)
    .regex(/^#\/\S*$/)
    .nullable(),
});
export type WindowState = z.infer<typeof WindowState>;

function windowStateFile(configFolder: string): string {
  return join(configFolder, 'window.json');
}

/** A convenience, not a record: what is missing or damaged is as if it had never been. */
export function readWindowState(configFolder: string): WindowState | null {
  try {
    return WindowState.parse(JSON.parse(readFileSync(windowStateFile(configFolder), 'utf8')));
  } catch {
    return null;
  }
}

/** Enough of the title bar to take hold of. */
const graspable = { width: 100, height: 40 };

/** The bounds, if a display is (still) there to show them. */
export function boundsOnDisplay(bounds: Rectangle, workAreas: readonly Rectangle[]): Rectangle | null {
  const isThere = workAreas.some((area) => {
    const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const isTopInside = bounds.y >= area.y && bounds.y + graspable.height <= area.y + area.height;
    return across >= graspable.width && isTopInside;
  });
  return isThere ? bounds : null;
}

/** Writes the state a moment after the last change; `flush` at once. */
export function createStateKeeper(
  configFolder: string,
  {
    read,
    log,
    delayMs = 400,
  }: { read: () => Omit<WindowState, 'version'>; log: (message: string, error: unknown) => void; delayMs?: number },
): { changed(): void; flush(): Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    const state: WindowState = { version: 1, ...read() };
    last = last
      .then(() => writeJsonAtomic(windowStateFile(configFolder), state))
      .catch((error: unknown) => log('the place of the window could not be kept', error));
    await last;
  };
  return {
    changed() {
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), delayMs);
    },
    flush,
  };
}
