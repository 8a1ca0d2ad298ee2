// What a command prints, as lines: the last of them for people to watch, all of them counted.
import { stripVTControlCharacters } from 'node:util';

const longest = 2_000;

export interface OutputLines {
  add(text: string): void;
  /** The last lines, how many there were, and whether the very last may still grow. */
  now(): { lines: string[]; total: number; isOpen: boolean };
}

/** @param keep lines, at most */
export function createOutputLines(keep = 200): OutputLines {
  const ended: string[] = [];
  let open = '';
  let count = 0;
  return {
    add(text) {
      const [first = '', ...more] = text.split('\n');
      open = (open + first).slice(-10 * longest);
      for (const next of more) {
        ended.push(shown(open));
        count++;
        open = next;
      }
      ended.splice(0, Math.max(0, ended.length - keep));
    },
    now() {
      const last = shown(open);
      if (last === '') return { lines: [...ended], total: count, isOpen: false };
      return { lines: [...ended, last].slice(-keep), total: count + 1, isOpen: true };
    },
  };
}

/** Progress bars write over their own line: what stands there last is what it says. Colours are left out. */
function shown(line: string): string {
  const written = stripVTControlCharacters(line).trimEnd();
  return written.slice(written.lastIndexOf('\r') + 1).slice(0, longest);
}
