// Which processes there are below one, so that those which left its group (setsid, daemons) are ended with it.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Descendant {
  pid: number;
  group: number;
  /** When it was started, as the system tells it: with the number it names a process for good, since numbers come back. */
  born: string;
}

interface Listed extends Descendant {
  parent: number;
}

/** Below the process, at any depth, as of now. Those whose parents have ended hang below no one any more: ask before. */
export function descendants(pid: number): Descendant[] {
  const below = new Map<number, Listed[]>();
  for (const one of process.platform === 'linux' ? fromProc() : fromPs()) {
    const siblings = below.get(one.parent);
    if (siblings) siblings.push(one);
    else below.set(one.parent, [one]);
  }
  const found: Descendant[] = [];
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { parent: _parent, ...one } of below.get(next) ?? []) {
      found.push(one);
      open.push(one.pid);
    }
    // Whatever a list that was read while it changed says: no process is below itself.
    below.delete(next);
  }
  return found;
}

/** Signals those that are still the ones that were found. */
export function signalAll(found: readonly Descendant[], signal: 'SIGTERM' | 'SIGKILL'): void {
  if (found.length === 0) return;
  const births = new Map((process.platform === 'linux' ? fromProc() : fromPs()).map(({ pid, born }) => [pid, born]));
  for (const { pid, born } of found) {
    if (births.get(pid) !== born) continue;
    try {
      process.kill(pid, signal);
    } catch {
      // It ended just now, or is another user's.
    }
  }
}

/** proc(5), /proc/PID/stat: behind the name in parentheses, which may hold anything, stand state, parent and group; 19 on, the start. */
function fromProc(): Listed[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    let stat: string;
    try {
      stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    } catch {
      return [];
    }
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(name), parent: Number(fields[1]), group: Number(fields[2]), born: fields[19] ?? '' }];
  });
}

/** ps of POSIX, with the start that macOS and the BSDs add. */
function fromPs(): Listed[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,lstart='], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [, pid, parent, group, born] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*\S)\s*$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group), born: born ?? '' }];
  });
}
