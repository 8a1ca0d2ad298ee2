// Memory of graphics cards in use, where the driver's own tool tells.
import { execFile } from 'node:child_process';

export interface GraphicsMemory {
  memoryBytes: number;
  totalMemoryBytes: number;
}

const patienceMs = 2_000;
const query = ['--query-gpu=memory.used,memory.total', '--format=csv,noheader,nounits'];

/** All cards together, from lines such as `1520, 81559` (MiB). Undefined for anything else: `[N/A]`, an error in words. */
export function parseGraphicsMemory(text: string): GraphicsMemory | undefined {
  const lines = text.trim().split('\n');
  const cards = lines.map((line) => /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(line));
  const sum = (at: number): number => cards.reduce((bytes, card) => bytes + Number(card?.[at]) * 2 ** 20, 0);
  return cards.every((card) => card !== null) ? { memoryBytes: sum(1), totalMemoryBytes: sum(2) } : undefined;
}

/**
 * Asks nvidia-smi, one question at a time; what it said last is the answer meanwhile. A machine on which it cannot be run, or
 * has no card to tell of, is not asked again.
 * @param tool For tests.
 */
export function createGraphicsMemory(tool = 'nvidia-smi'): () => GraphicsMemory | undefined {
  let last: GraphicsMemory | undefined;
  let isAsking = false;
  let isHopeless = false;
  const ask = (): void => {
    isAsking = true;
    execFile(tool, query, { timeout: patienceMs, windowsHide: true }, (error, stdout) => {
      isAsking = false;
      const found = error ? undefined : parseGraphicsMemory(stdout);
      // Once it has told, a failure may pass: a driver that is busy, a machine out of memory.
      isHopeless = found === undefined && last === undefined;
      last = found ?? last;
    });
  };
  return () => {
    if (!isAsking && !isHopeless) ask();
    return last;
  };
}
