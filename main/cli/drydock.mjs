#!/usr/bin/env node
// What `npx drydock` runs in a checkout: builds once where nothing was built yet, then hands over to the built command.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = new URL('../../dist/main/cli.js', import.meta.url);
if (!existsSync(command)) {
  process.stderr.write('Building Drydock (once)…\n');
  const build = fileURLToPath(new URL('../build.mjs', import.meta.url));
  // Standard output belongs to the command alone.
  const { status } = spawnSync(process.execPath, [build], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(3);
}
await import(command.href);
