// A virtual environment of Python below node_modules/.cache, made where it is not there yet, for checks that need one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function run(command, args, seconds) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: seconds * 1000, maxBuffer: 1 << 26 });
}

/** What makes one environment differ from another: the arguments, and what the files say that they name. */
function digestOf(installs) {
  const digest = createHash('sha256');
  for (const argument of installs.flat()) {
    digest.update(argument);
    if (argument.endsWith('.txt')) digest.update(readFileSync(join(root, argument)));
  }
  return digest.digest('hex').slice(0, 12);
}

/**
 * The Python of an environment with what these calls of `pip install` put there, one after the other.
 * @param {{ name: string, installs: string[][], least?: string }} of `least`: version of Python as a tuple
 * @returns {string} path of the interpreter
 * @throws with the reason, in words that go after "since"
 */
export function pythonEnvironment({ name, installs, least = '(3, 10)' }) {
  const venv = join(root, 'node_modules/.cache', `${name}-${digestOf(installs)}`);
  const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const done = join(venv, 'installed');
  if (existsSync(done)) return python;
  const system = ['python3', 'python'].find(
    (command) => run(command, ['-c', `import sys; assert sys.version_info >= ${least}`], 30).status === 0,
  );
  if (!system) throw new Error(`there is no Python ${least.replace('(', '').replace(')', '').replace(', ', '.')} or newer`);
  mkdirSync(dirname(venv), { recursive: true });
  if (run(system, ['-m', 'venv', '--clear', venv], 120).status !== 0)
    throw new Error(`${system} cannot make a virtual environment`);
  for (const args of installs) {
    const pip = run(python, ['-m', 'pip', 'install', '--quiet', '--timeout', '30', '--retries', '1', ...args], 900);
    if (pip.status !== 0)
      throw new Error(`pip could not install ${args.at(-1)}: ${(pip.stderr ?? '').trim().split('\n').at(-1)}`);
  }
  writeFileSync(done, '');
  return python;
}
