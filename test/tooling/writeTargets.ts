// Writes the files of every target for every case below a folder, one folder a case, with what the lint said of it.
// Run by test/tooling/checkTargets.mjs, which bundles it: node writeTargets.mjs ROOT OUT
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  knownMlOperators,
  knownRuntimeOperators,
  openvinoVersion,
  unknownOperators,
} from '../../app/bundle/targets/openvino/operators.ts';
import { bundleTargets, lintTargets } from '../../app/bundle/targets/registry.ts';
import { targetCases } from '../app/bundle/support/targetCases.ts';
import { contentOf, targetContext } from '../app/bundle/support/targetContext.ts';

const [root = '.', out = ''] = process.argv.slice(2);

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

for (const [name, { options, capacity = null }] of Object.entries(await targetCases(root))) {
  const { context: made, remove } = await targetContext(options, name);
  const context = { ...made, capacity, asset: (file: string) => readFile(join(root, 'app/bundle/assets', file), 'utf8') };
  try {
    const findings = lintTargets(bundleTargets, context);
    for (const target of bundleTargets) {
      // Also those that the lint blocks: that they do not work is to be seen.
      for (const file of await target.files(context)) await write(join(out, name, file.path), await contentOf(file));
    }
    await write(join(out, name, 'findings.json'), JSON.stringify(findings, null, 1));
    console.log(name);
  } finally {
    await remove();
  }
}
const operators = {
  version: openvinoVersion,
  unknown: [...unknownOperators],
  knownMl: [...knownMlOperators],
  knownRuntime: [...knownRuntimeOperators],
};
await write(join(out, 'operators.json'), JSON.stringify(operators));
