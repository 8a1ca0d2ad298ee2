// One JSON object a line on standard output: what log collectors read without configuration.
import type { Settings } from './settings.ts';

export type Log = (level: 'info' | 'error', event: string, fields?: Record<string, unknown>) => void;

const gatheredMs = 50;

/**
 * Lines of one moment are written together: a write for each would cost more than a prediction, and wake whoever reads them. `flush`
 * writes what is left.
 */
export function gathered(write: (text: string) => void): { write: (line: string) => void; flush: () => void } {
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    write(text);
  };
  return {
    flush,
    write(line) {
      // It must not keep a process alive that is done: what is left is written as it ends.
      if (lines.push(line) === 1) setTimeout(flush, gatheredMs).unref();
    },
  };
}

export function createLog(level: Settings['logLevel'], write: (line: string) => void): Log {
  return (lineLevel, event, fields = {}) => {
    if (level === 'silent' || (level === 'error' && lineLevel !== 'error')) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level: lineLevel, event, ...fields })}\n`);
  };
}
