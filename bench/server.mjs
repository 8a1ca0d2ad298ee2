// `npm run bench:server [minutes]`: the server of a bundle under load while its inference processes are killed at random: no wrong
// answer, no lost request, bounded memory. The test of the same name does it for some seconds.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const minutes = Number(process.argv[2] ?? 5);
if (!(minutes > 0)) {
  console.error('How many minutes? Give a number.');
  process.exit(2);
}
const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', 'test/main/server/underFire.test.ts'];
const { status } = spawnSync(process.execPath, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, DRYDOCK_FIRE_SECONDS: String(60 * minutes) },
});
process.exit(status ?? 1);
