// Where the parts of the program lie, from the place of a built script: dist/main/cli.js, dist/desktop/main.js.
// In a package, the program is an archive; what child processes run and read lies unpacked beside it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ProgramFiles {
  version: string;
  engine: string;
  worker: string;
  /** The prediction server that goes into bundles. */
  server: string;
  /** Folder of the built window. */
  window: string;
  preload: string;
  examples: string;
}

/** @param from `import.meta.url` of a script anywhere inside the program */
export function programFiles(from: string): ProgramFiles {
  let root = dirname(fileURLToPath(from));
  while (!existsSync(join(root, 'package.json'))) {
    const parent = dirname(root);
    if (parent === root) throw new Error(`No package.json above ${fileURLToPath(from)}.`);
    root = parent;
  }
  const outside = root.endsWith('.asar') ? `${root}.unpacked` : root;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    engine: join(outside, 'dist/main/engine.js'),
    worker: join(outside, 'dist/main/worker.js'),
    server: join(outside, 'dist/server/server.mjs'),
    window: join(root, 'dist/renderer'),
    preload: join(root, 'dist/desktop/preload.cjs'),
    examples: join(outside, 'examples'),
  };
}
