// Writes the repaired copy of every model of the tests and examples that needs one, and prints their paths, one a line.
// Run by test/tooling/checkOnnx.mjs, which bundles it.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAppError } from '../../app/base/errors.ts';
import { openModel } from '../../app/model/openModel.ts';

const [root = '.', cacheDir = ''] = process.argv.slice(2);
for (const folder of ['test/fixtures', 'examples']) {
  for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.onnx')) continue;
    try {
      const { card, runPath } = await openModel(join(entry.parentPath, entry.name), { cacheDir });
      if (card.repairs.length > 0) console.log(runPath);
    } catch (error) {
      // Fixtures that are to be refused.
      if (!isAppError(error)) throw error;
    }
  }
}
