// Exports a bundle of each case and writes what the server answers to odd rows beside it:
//   node bundles.mjs ROOT OUT ROWS [CASE]
// OUT/<case>/bundle is the unpacked bundle; data.parquet and predictions.parquet are those of the run; odd.jsonl has a row a line: its JSON text, the cells of it as CSV, and
// for both what a request with that row alone is answered.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { isAppError } from '../../../app/base/errors.ts';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { runPrepared } from '../../../app/inference/runPrepared.ts';
import { openSession, type Session } from '../../../app/inference/runtime.ts';
import { readOutputs } from '../../../app/prepare/predictions.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { readRunRecord } from '../../../app/runs/runStore.ts';
import { unpackedRows } from '../../../app/prepare/packedRows.ts';
import { parsePredictRequest, predictedRows, type PredictedRow } from '../../../main/server/predict.ts';
import { exportableRun, exported } from '../../app/bundle/support/exportedBundle.ts';
import { cases, type Case } from './cases.ts';
import { oddRows } from './oddRows.ts';

type Answer = PredictedRow | { refused: string };

const [root = '.', out = 'out', count = '200', only] = process.argv.slice(2);

/** What POST /predict answers to one row: the very functions of the server. */
async function answer(session: Session, plan: PreparationPlan, body: string, type: string): Promise<Answer> {
  try {
    const { batch } = parsePredictRequest(Buffer.from(body), type, { plan, maxRows: 10 });
    const prepared = createPreparer(plan).prepare(unpackedRows(plan, batch));
    const outputs = await runPrepared(session, plan, prepared);
    return predictedRows(plan, readOutputs(plan, outputs, batch.rowCount, prepared.rejected), prepared.rejected)[0]!;
  } catch (error) {
    // What the runtime itself cannot do is worded otherwise in Python.
    if (isAppError(error)) return { refused: error.message.startsWith('onnxruntime') ? 'the model failed' : error.message };
    throw error;
  }
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The cells as a CSV file would hold them: in UTF-8, which has no half surrogates. */
function csvCells(row: Record<string, unknown>): string[] {
  return Object.values(row)
    .map((value) =>
      value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean),
    )
    .map((text) => Buffer.from(text).toString());
}

async function odd(bundle: string, plan: PreparationPlan, seed: number): Promise<string> {
  const session = await openSession(join(bundle, 'model/model.onnx'), { provider: 'cpu', threads: 1 });
  const lines: string[] = [];
  try {
    for (const text of oddRows(plan, Number(count), seed)) {
      const row = JSON.parse(text) as Record<string, unknown>;
      const cells = csvCells(row);
      // In CSV a row of one empty cell is an empty line, which is no row.
      if (cells.join('') === '' && cells.length === 1) continue;
      const csv = `${Object.keys(row).map(quoted).join(',')}\n${cells.map(quoted).join(',')}\n`;
      lines.push(
        JSON.stringify({
          text,
          answer: await answer(session, plan, `[${text}]`, 'application/json'),
          cells,
          csv: await answer(session, plan, csv, 'text/csv'),
        }),
      );
    }
  } finally {
    await session.close();
  }
  return lines.map((line) => `${line}\n`).join('');
}

async function one(given: Case, seed: number): Promise<void> {
  const run = await exportableRun(given);
  try {
    const folder = join(out, given.name);
    const bundle = join(folder, 'bundle');
    await mkdir(bundle, { recursive: true });
    const { path, findings } = await exported(run, 'bundle.zip', ['mlflow', 'spark']);
    await unpackZip(path, bundle);
    const { plan } = await readRunRecord(run.folder);
    await copyFile(run.dataPath, join(folder, 'data.parquet'));
    await copyFile(run.folder.predictions, join(folder, 'predictions.parquet'));
    await writeFile(join(folder, 'odd.jsonl'), await odd(bundle, plan, seed));
    const noted = findings.map(({ severity, message }) => ` [${severity}: ${message}]`).join('');
    console.log(`${given.name}: exported${noted}`);
  } finally {
    await run.remove();
  }
}

for (const [seed, given] of (await cases(root)).entries()) {
  if (only === undefined || given.name === only) await one(given, seed + 1);
}
