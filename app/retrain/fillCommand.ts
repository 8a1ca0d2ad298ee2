// The command of a person with the paths of this run in it, each one word to the shell whatever is in the path.
import { AppError } from '../base/errors.ts';

export interface CommandPaths {
  data: string;
  reference: string;
  out: string;
}

const placeholder = /^\{(data|reference|out)\}/;

/**
 * Fills in the placeholders. Outside of quotes a path is quoted; inside the quotes that are around it, it is escaped as they
 * ask, so that `{out}` and `"{out}/log"` both work. `${out}` is left to the shell.
 * @throws INVALID_INPUT where {data} or {out} is missing, or where it holds a NUL
 */
export function fillCommand(command: string, paths: CommandPaths, platform: NodeJS.Platform = process.platform): string {
  const shell = platform === 'win32' ? windows : posix;
  const missing = (['data', 'out'] as const).filter((name) => !asksFor(command, name));
  if (missing.length > 0) {
    const named = missing.map((name) => `{${name}}`).join(' and ');
    throw new AppError('INVALID_INPUT', `The training command does not say ${named}.`, {
      hint: 'For instance: python train.py --data {data} --out {out}. {data} becomes the file with the training rows, {out} the folder that the new model is written to.',
    });
  }
  if (command.includes('\0')) {
    throw new AppError('INVALID_INPUT', 'The training command holds a character that no shell can take.', {
      hint: 'Write it anew.',
    });
  }
  let filled = '';
  let quote: Quote = '';
  for (let at = 0; at < command.length;) {
    const [token = '', name] = placeholder.exec(command.slice(at)) ?? [];
    if (name !== undefined && command[at - 1] !== '$') {
      filled += shell.quoted(paths[name as keyof CommandPaths], quote);
      at += token.length;
      continue;
    }
    const taken = shell.escapes(command[at] ?? '', quote) ? command.slice(at, at + 2) : (command[at] ?? '');
    if (taken.length === 1) quote = shell.next(taken, quote);
    filled += taken;
    at += taken.length;
  }
  return filled;
}

/** Whether the command has a placeholder that is filled in. */
export function asksFor(command: string, name: keyof CommandPaths): boolean {
  return new RegExp(`(?<!\\$)\\{${name}\\}`).test(command);
}

type Quote = '' | '"' | "'";

interface Shell {
  /** Whether the character takes the meaning from the one behind it. */
  escapes(character: string, quote: Quote): boolean;
  next(character: string, quote: Quote): Quote;
  quoted(path: string, quote: Quote): string;
}

/** IEEE Std 1003.1 (POSIX), Shell Command Language 2.2: quoting. */
const posix: Shell = {
  escapes: (character, quote) => character === '\\' && quote !== "'",
  next(character, quote) {
    if (character !== '"' && character !== "'") return quote;
    return quote === '' ? character : quote === character ? '' : quote;
  },
  quoted(path, quote) {
    const inSingle = path.replaceAll("'", String.raw`'\''`);
    if (quote === "'") return inSingle;
    if (quote === '"') return path.replaceAll(/[\\"$`]/g, String.raw`\$&`);
    return /^[\w./:@%+,-]+$/.test(path) ? path : `'${inSingle}'`;
  },
};

/** cmd.exe: double quotes alone; no file name holds one. A `%` cannot be kept from it. */
const windows: Shell = {
  escapes: (character, quote) => character === '^' && quote === '',
  next: (character, quote) => (character !== '"' ? quote : quote === '"' ? '' : '"'),
  quoted: (path, quote) => (quote === '"' || /^[\w.:\\/-]+$/.test(path) ? path : `"${path}"`),
};
