// How a command ends badly: message, place and hint for people, one JSON document for programs, the rest in the log file.
import { join } from 'node:path';
import type { CommanderError } from 'commander';
import { errorCodes, fromWire, isAppError, toWire, type WireError } from '../../app/base/errors.ts';
import { defaultFolders } from '../supervisor/defaultFolders.ts';
import { openLogFile } from '../supervisor/logFile.ts';
import { writeJson, type OutputOptions } from './output.ts';

export function logFilePath(): string {
  return join(defaultFolders().cache, 'logs/drydock.log');
}

/** Prints message, place and hint; returns the exit code of the error table. */
export function reportError(error: unknown, options: OutputOptions): number {
  let wire: WireError = toWire(error);
  if (wire.code === 'INTERNAL') {
    const path = logFilePath();
    // What came from a worker or the workbench is in the log already; what was thrown here is not.
    if (!isAppError(error)) openLogFile(path).write('command', 'failed', error);
    wire = {
      ...wire,
      hint: `Please try again. If it happens again, ${path} holds the details for a bug report; DRYDOCK_DEBUG=1 shows them here.`,
    };
    if (process.env['DRYDOCK_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack ?? error.message}\n`);
  }
  const place = Object.entries(wire.where ?? {})
    .filter(([, value]) => value !== undefined && !wire.message.includes(String(value)))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
  if (options.json) writeJson({ error: wire });
  process.stderr.write(`error: ${wire.message}${place ? ` (${place})` : ''}\n${wire.hint ? `hint: ${wire.hint}\n` : ''}`);
  return errorCodes[wire.code].exit;
}

/** Bad usage, of which commander has told people already: told to programs too. Help and version are no errors. */
export function reportUsage(error: CommanderError, options: OutputOptions): number {
  if (error.exitCode === 0) return 0;
  if (options.json) {
    const message = error.message.replace(/^error: /, '');
    writeJson({ error: { code: 'INVALID_INPUT', message, hint: 'drydock --help shows the commands.' } satisfies WireError });
  }
  return 2;
}

/** The same error with one more sentence in its hint; a fault of Drydock's own stays what it is. */
export function withHint(error: unknown, sentence: string): unknown {
  const wire = toWire(error);
  if (wire.code === 'INTERNAL') return error;
  return Object.assign(fromWire({ ...wire, hint: `${wire.hint}${wire.hint.includes('\n') ? '\n' : ' '}${sentence}`.trim() }), {
    cause: error,
  });
}

/** A reader that stops reading (`| head`) ends the printing, not the command; its exit code stays what it would be. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
