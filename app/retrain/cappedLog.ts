// What a command prints, kept: all of it, or of very much the beginning and the end.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** Characters kept of the beginning, and of the end: a log that an editor still opens. */
const kept = { head: 8e6, tail: 8e6 };

export interface CappedLog {
  write(text: string): void;
  /** Writes the end. Rejects where the disk had no room. */
  end(): Promise<void>;
}

/**
 * The beginning is written as it comes, the end when it has ended; between them a line says how much is left out.
 * @param onFault the file cannot be written
 */
export function createCappedLog(path: string, onFault: () => void, { head, tail } = kept): CappedLog {
  const file = createWriteStream(path);
  const closed = once(file, 'close');
  // Told when it is waited for.
  closed.catch(() => undefined);
  file.once('error', onFault);
  let room = head;
  /** Of the end: pieces, their length together, and what was dropped before them. */
  const pieces: string[] = [];
  let length = 0;
  const dropped = { lines: 0, characters: 0 };
  const drop = (text: string): void => {
    dropped.characters += text.length;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) dropped.lines++;
  };
  return {
    write(text) {
      if (room > 0) {
        file.write(text.slice(0, room));
        const rest = text.slice(room);
        room -= Math.min(room, text.length);
        if (rest === '') return;
        text = rest;
      }
      pieces.push(text);
      length += text.length;
      while (pieces.length > 1 && length - (pieces[0] as string).length >= tail) {
        const first = pieces.shift() as string;
        length -= first.length;
        drop(first);
      }
    },
    async end() {
      let end = pieces.join('');
      if (end.length > tail) {
        drop(end.slice(0, -tail));
        end = end.slice(-tail);
      }
      if (dropped.characters > 0) {
        // The end begins with a whole line, where there are lines.
        const from = end.indexOf('\n') + 1;
        drop(end.slice(0, from));
        end = end.slice(from);
        const { lines, characters } = dropped;
        file.write(
          `\n… ${lines.toLocaleString('en-US')} lines with ${characters.toLocaleString('en-US')} characters are left out here: the log keeps its beginning and its end …\n`,
        );
      }
      file.end(end);
      await closed;
    },
  };
}
