// Processor time and memory of a process with all that it started: from /proc on Linux, from ps on other systems but Windows.
import { readFile } from 'node:fs/promises';
import type { StartProcess } from '../processHandle.ts';

export interface ProcessUsage {
  /** Since they started, of all of them. */
  cpuSeconds: number;
  /** Resident now, of all of them; what they share counts for each. */
  memoryBytes: number;
}

/** Fixed by Linux for what it tells programs, whatever the kernel's own clock is. */
export const ticksPerSecond = 100;

async function procUsage(pid: number): Promise<ProcessUsage | null> {
  const read = (name: string): Promise<string | null> => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => null);
  const [stat, status, children] = await Promise.all([read('stat'), read('status'), read(`task/${pid}/children`)]);
  if (stat === null || status === null) return null;
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const usage = {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    memoryBytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024,
  };
  const below = await Promise.all((children ?? '').split(' ').filter(Boolean).map(Number).map(procUsage));
  return below.reduce<ProcessUsage>((sum, one) => (one ? added(sum, one) : sum), usage);
}

function added(a: ProcessUsage, b: ProcessUsage): ProcessUsage {
  return { cpuSeconds: a.cpuSeconds + b.cpuSeconds, memoryBytes: a.memoryBytes + b.memoryBytes };
}

/** "1-02:03:04", "02:03.45" → seconds */
function psSeconds(text: string): number {
  const [days, clock] = text.includes('-') ? (text.split('-') as [string, string]) : ['0', text];
  return Number(days) * 86_400 + clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Sums a process and its descendants out of the output of `ps -axo pid=,ppid=,rss=,time=`. Null where it is not in it. */
export function usageFromPs(output: string, pid: number): ProcessUsage | null {
  const rows = output
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const own = rows.find(([id]) => Number(id) === pid);
  if (!own) return null;
  const [, , rss, time] = own;
  const usage = { cpuSeconds: psSeconds(time ?? '0'), memoryBytes: Number(rss) * 1024 };
  return rows
    .filter(([, parent]) => Number(parent) === pid)
    .reduce<ProcessUsage>((sum, [id]) => added(sum, usageFromPs(output, Number(id)) ?? { cpuSeconds: 0, memoryBytes: 0 }), usage);
}

async function psUsage(pid: number, startProcess: StartProcess): Promise<ProcessUsage | null> {
  const ps = startProcess('ps', ['-axo', 'pid=,ppid=,rss=,time='], { cwd: '/', env: {} });
  let output = '';
  ps.onOutput((text) => (output += text));
  const { code } = await ps.exited;
  return code === 0 ? usageFromPs(output, pid) : null;
}

/** Null where the system does not tell: on Windows, or when the process has ended. */
export async function processUsage(pid: number, startProcess: StartProcess): Promise<ProcessUsage | null> {
  if (process.platform === 'linux') return procUsage(pid);
  return process.platform === 'win32' ? null : psUsage(pid, startProcess);
}

export interface UsageMeter {
  /** Begins a stretch anew. */
  begin(): Promise<void>;
  /** Cores in use on average since `begin`, and the most memory seen since. */
  end(): Promise<{ cores: number | null; memoryBytes: number | null }>;
  /** The most memory ever seen. */
  peakBytes(): number | null;
  close(): void;
}

/** @param read null where nothing can be seen, for instance of a server somewhere else */
export function createUsageMeter(read: (() => Promise<ProcessUsage | null>) | null, everyMs: number): UsageMeter {
  let from: { at: number; cpuSeconds: number } | null = null;
  let most: number | null = null;
  let peak: number | null = null;
  const look = async (): Promise<ProcessUsage | null> => {
    const usage = (await read?.()) ?? null;
    if (usage) {
      most = Math.max(most ?? 0, usage.memoryBytes);
      peak = Math.max(peak ?? 0, usage.memoryBytes);
    }
    return usage;
  };
  const timer = read ? setInterval(() => void look(), everyMs) : undefined;
  return {
    async begin() {
      most = null;
      const usage = await look();
      from = usage && { at: performance.now(), cpuSeconds: usage.cpuSeconds };
    },
    async end() {
      const usage = await look();
      const seconds = from ? (performance.now() - from.at) / 1000 : 0;
      return { cores: usage && from && seconds > 0 ? (usage.cpuSeconds - from.cpuSeconds) / seconds : null, memoryBytes: most };
    },
    peakBytes: () => peak,
    close: () => clearInterval(timer),
  };
}
