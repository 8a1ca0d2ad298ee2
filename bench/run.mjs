// `npm run bench`: the run against the bare runtime, then the window. Arguments go to both.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

for (const name of ['validate', 'window']) {
  const script = fileURLToPath(new URL(`../dist/bench/${name}.js`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--expose-gc', script, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
