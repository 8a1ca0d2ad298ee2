// Peers from PyPI on the same table: each in a virtual environment of its own, made where there is Python.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = join(root, 'bench/peers/drift.py');

/** Versions that the presets were held against: test/reference/driftPeers.json. */
const packages = {
  nannyml: ['nannyml==0.13.1', 'statsmodels==0.15.0'],
  evidently: ['evidently==0.7.23', 'pandas==2.3.3'],
  fastapi: ['fastapi==0.165.0', 'uvicorn[standard]==0.54.0', 'onnxruntime==1.30.0'],
} as const;

type Environment = keyof typeof packages;
export type Peer = Exclude<Environment, 'fastapi'>;

export interface PeerTime {
  peer: Peer;
  name: string;
  /** Left out where it could not be run. */
  seconds?: number;
  cpuSeconds?: number;
  peakBytes?: number;
  /** Windows that were measured; the time is that of all, in proportion. */
  windows: number;
  why?: string;
}

/** @param windows how many windows to measure at most */
export function measurePeer(
  peer: Peer,
  about: { dataPath: string; referenceRows: number; windowRows: number; windows: number },
): PeerTime {
  const name = packages[peer][0].replace('==', ' ');
  const made = environment(peer);
  if ('why' in made) return { peer, name, windows: 0, why: made.why };
  const { dataPath, referenceRows, windowRows, windows } = about;
  const run = spawnSync(made.python, [script, peer, dataPath, ...[referenceRows, windowRows, windows].map(String)], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) return { peer, name, windows: 0, why: run.stderr.trim().split('\n').at(-1) ?? 'it failed' };
  const told = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as Pick<
    PeerTime,
    'seconds' | 'cpuSeconds' | 'peakBytes' | 'windows'
  >;
  return { peer, name, ...told };
}

/** Python with the packages of a peer, installed where it was not yet; or why there is none. */
export function environment(peer: Environment): { python: string } | { why: string } {
  const venv = join(root, 'node_modules/.cache', packages[peer][0].replace('==', '-'));
  const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const isReady = (): boolean => existsSync(python) && spawnSync(python, ['-c', `import ${peer}`]).status === 0;
  if (isReady()) return { python };
  const system = ['python3', 'python'].find(
    (command) => spawnSync(command, ['-c', 'import sys; assert sys.version_info >= (3, 10)']).status === 0,
  );
  if (system === undefined) return { why: 'there is no Python 3.10 or newer' };
  mkdirSync(dirname(venv), { recursive: true });
  if (spawnSync(system, ['-m', 'venv', '--clear', venv]).status !== 0)
    return { why: `${system} cannot make a virtual environment` };
  const pip = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', ...packages[peer]], {
    encoding: 'utf8',
  });
  if (pip.status === 0 && isReady()) return { python };
  return { why: `pip could not install ${packages[peer].join(' and ')}: ${pip.stderr.trim().split('\n').at(-1) ?? ''}` };
}
