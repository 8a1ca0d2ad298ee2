// One JSON object a line on standard output: what log collectors read without configuration.
import type { Settings } from './settings.ts';

export type Log = (level: 'info' | 'error', event: string, fields?: Record<string, unknown>) => void;

export function createLog(level: Settings['logLevel'], write: (line: string) => void): Log {
  return (lineLevel, event, fields = {}) => {
    if (level === 'silent' || (level === 'error' && lineLevel !== 'error')) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level: lineLevel, event, ...fields })}\n`);
  };
}
