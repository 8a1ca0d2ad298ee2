// `npm run bench`: the run against the bare runtime and all that validate.ts knows beside it, then the window. Arguments go to
// both; `--only window` is the window alone, every other `--only` leaves it out.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const at = process.argv.indexOf('--only');
const only = at === -1 ? process.argv.find((text) => text.startsWith('--only='))?.slice('--only='.length) : process.argv[at + 1];
const names = only === undefined ? ['validate', 'window'] : [only === 'window' ? 'window' : 'validate'];
for (const name of names) {
  const script = fileURLToPath(new URL(`../dist/bench/${name}.js`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--expose-gc', script, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
