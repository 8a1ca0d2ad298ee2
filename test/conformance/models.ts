// Opens every .onnx file below the given folders (default: Debian's libonnx-testdata) and counts what came of it.
// Each must give a card or an AppError; anything else is printed and makes the exit status 1.
// Run: npx esbuild test/conformance/models.ts --bundle --platform=node --format=esm --packages=external \
//        --outfile=dist/conformance/models.mjs && node dist/conformance/models.mjs [FOLDER...]
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAppError } from '../../app/base/errors.ts';
import { openModel } from '../../app/model/openModel.ts';
import { ModelCard } from '../../app/api/schemas/models.ts';

const folders = process.argv.slice(2);
if (folders.length === 0) folders.push('/usr/share/libonnx-testdata');

const counts = new Map<string, number>();
const count = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
const faults: string[] = [];
const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-conformance-'));

async function tryModel(path: string): Promise<void> {
  try {
    const { card } = await openModel(path, { cacheDir });
    ModelCard.parse(card);
    count('opened');
    count(
      `  read as ${card.reading ? `${card.reading.task} (${card.reading.scores?.form ?? (card.reading.label ? 'label' : 'value')})` : 'nothing that tables are validated with'}`,
    );
    for (const { kind } of card.repairs) count(`  repaired: ${kind}`);
  } catch (error) {
    if (isAppError(error)) {
      count(`refused, ${error.code}: ${error.message.replace(/^\S+ /, '').replace(/"[^"]*"/g, '"…"')}`);
    } else {
      faults.push(`${path}: ${String(error)}`);
    }
  }
}

try {
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (entry.isFile() && entry.name.endsWith('.onnx')) await tryModel(join(entry.parentPath, entry.name));
    }
  }
} finally {
  await rm(cacheDir, { recursive: true, force: true });
}

for (const [key, value] of [...counts].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${String(value).padStart(6)}  ${key}`);
for (const fault of faults) console.log(`FAULT   ${fault}`);
process.exitCode = faults.length > 0 || counts.size === 0 ? 1 : 0;
