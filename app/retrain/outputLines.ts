// What a command prints, as lines: the last of them for people to watch, all of them counted.
import { stripVTControlCharacters } from 'node:util';

const keep = 200;
const longest = 2_000;

export interface OutputLines {
  add(text: string): void;
  /** The last lines, at most 200; the very last may still grow. */
  lines(): string[];
  /** Lines so far. */
  total(): number;
}

export function createOutputLines(): OutputLines {
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
      ended.splice(0, ended.length - keep);
    },
    lines: () => (shown(open) === '' ? [...ended] : [...ended, shown(open)].slice(-keep)),
    total: () => count + (shown(open) === '' ? 0 : 1),
  };
}

/** Progress bars write over their own line: what stands there last is what it says. Colours are left out. */
function shown(line: string): string {
  const written = stripVTControlCharacters(line).trimEnd();
  return written.slice(written.lastIndexOf('\r') + 1).slice(0, longest);
}
