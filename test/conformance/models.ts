// Opens every .onnx file below the given folders (default: Debian's libonnx-testdata) and counts what came of it.
// Each must give a card or an AppError, and a card must name the inputs and outputs that onnxruntime finds in the
// file; anything else is printed and makes the exit status 1.
// Run: npx esbuild test/conformance/models.ts --bundle --platform=node --format=esm --packages=external \
//        --outfile=dist/conformance/models.mjs && node dist/conformance/models.mjs [FOLDER...]
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { isAppError } from '../../app/base/errors.ts';
import { openModel } from '../../app/model/openModel.ts';
import { ModelCard } from '../../app/api/schemas/models.ts';

const folders = process.argv.slice(2);
if (folders.length === 0) folders.push('/usr/share/libonnx-testdata');

const counts = new Map<string, number>();
const count = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
const faults: string[] = [];
const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-conformance-'));

function signature(values: readonly { name: string; type: string; shape: readonly (number | string | null)[] | null }[]): string {
  // onnxruntime writes an unnamed dimension as '' and a missing shape as none at all.
  return JSON.stringify(values.map(({ name, type, shape }) => [name, type, (shape ?? []).map((dim) => dim ?? '')]));
}

function stated(values: readonly ort.InferenceSession.ValueMetadata[]): string {
  return signature(values.map((value) => (value.isTensor ? value : { name: value.name, type: 'no tensor', shape: [] })));
}

/** Compares the card with what the runtime says of the file that is run. */
async function compare(card: ModelCard, runPath: string): Promise<void> {
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(runPath, { logSeverityLevel: 4 });
  } catch {
    count('  not loaded by this runtime');
    return;
  }
  const tensors = (values: ModelCard['inputs']): ModelCard['inputs'] =>
    values.map((value) => (value.kind === 'tensor' ? value : { ...value, type: 'no tensor' as never, shape: [] }));
  const isSame =
    signature(tensors(card.inputs)) === stated(session.inputMetadata) &&
    signature(tensors(card.outputs)) === stated(session.outputMetadata);
  await session.release();
  if (isSame) count('  inputs and outputs as the runtime states them');
  else
    faults.push(
      `${runPath}: ${signature(card.inputs)} ${stated(session.inputMetadata)} | ${signature(card.outputs)} ${stated(session.outputMetadata)}`,
    );
}

async function tryModel(path: string): Promise<void> {
  try {
    const { card, runPath } = await openModel(path, { cacheDir });
    ModelCard.parse(card);
    count('opened');
    count(
      `  read as ${card.reading ? `${card.reading.task} (${card.reading.scores?.form ?? (card.reading.label ? 'label' : 'value')})` : 'nothing that tables are validated with'}`,
    );
    await compare(card, runPath);
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
