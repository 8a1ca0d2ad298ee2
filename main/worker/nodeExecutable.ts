import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AppError } from '../../app/base/errors.ts';

/**
 * A Node.js to start scripts with: this process's own, or, since Electron's executable is none (its fuses forbid it), the one
 * of the machine: DRYDOCK_NODE, else on the PATH, else in the usual places (apps started from a desktop have a short PATH).
 * @throws NOT_FOUND
 */
export function nodeExecutable(
  env: NodeJS.ProcessEnv = process.env,
  isElectron = process.versions['electron'] !== undefined,
): string {
  if (!isElectron) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const told = env['DRYDOCK_NODE'];
  const places = [
    ...(told ? [told] : []),
    ...(env['PATH'] ?? '')
      .split(delimiter)
      .filter(Boolean)
      .map((folder) => join(folder, name)),
    join('/usr/local/bin', name),
    join('/opt/homebrew/bin', name),
    join('/usr/bin', name),
    join(homedir(), '.volta/bin', name),
    join(env['ProgramFiles'] ?? env['PROGRAMFILES'] ?? 'C:/Program Files', 'nodejs', name),
  ];
  const found = places.find((path) => existsSync(path));
  if (found) return found;
  throw new AppError('NOT_FOUND', 'There is no Node.js on this machine, which the server of a bundle runs on.', {
    hint: 'Install Node.js 20 or later, or name it in DRYDOCK_NODE. The bundle can also be built and tried with Docker.',
  });
}
