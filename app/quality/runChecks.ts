// Runs every check over a dataset: one after the other, each streaming through DuckDB, results as they come.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';
import { DatasetCard, ReadOptions } from '../api/schemas/datasets.ts';
import { Mapping } from '../api/schemas/mapping.ts';
import { QualitySettings } from '../api/schemas/quality.ts';
import { RunSettings } from '../api/schemas/runs.ts';
import { throwIfAborted } from '../base/abort.ts';
import { startBudget, timeIsUp, type Budget } from '../base/budget.ts';
import { isCancelled } from '../base/errors.ts';
import { columnarParts, columnarTable } from '../data/columnarTable.ts';
import { openDatabase, type Connection, type SqlOptions } from '../data/duckdb.ts';
import { ingest } from '../data/ingest.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import type { CheckResult, CheckSkipped, DataContext, QualityCheck } from './check.ts';
import { disguisedMissing } from './checks/disguisedMissing.ts';
import { qualityChecks } from './checks/registry.ts';
import { columnRoles } from './columnRoles.ts';
import { whyNot } from './checkNeeds.ts';
import { referenceExpectations } from './expectations.ts';
import { checkInfo, gradeMeasures } from './gradeMeasures.ts';
import { createKeptRows } from './keptRows.ts';
import { referenceTable } from './referenceTable.ts';
import { ScoredRun } from './scoredRun.ts';
import { isIgnored } from './isIgnored.ts';
import { storedCheck } from './storedCheck.ts';
import { qualityFolder, writeStoredQuality, type StoredQuality } from './storedQuality.ts';

export const QualityRequest = z.object({
  projectDir: FilePath,
  card: DatasetCard,
  mapping: Mapping.nullable(),
  settings: QualitySettings,
  /** The reference period of the runs. */
  period: RunSettings.shape.reference,
  /** The reference file, where the settings name one; absolute paths. */
  reference: z.object({ paths: z.array(FilePath), options: ReadOptions }).nullable(),
  run: ScoredRun.nullable(),
  /** When it is up, what is done is kept and the other checks are left out; null = all the time it takes. */
  budgetMinutes: z.number().positive().nullable(),
  cacheDir: FilePath,
  memoryLimit: z.string().optional(),
  /** What the result depends on. */
  key: z.string(),
});
export type QualityRequest = z.infer<typeof QualityRequest>;

/** Data of so many cells are read once and held (some 160 MB, spilled to the disk where that is too much). */
const heldCells = 20_000_000;
const heldTable = '__drydock_data';

/**
 * Memory: DuckDB's limit (it spills to the disk), besides what one check says of itself.
 * @throws INVALID_INPUT for a reference that cannot be used; FILE_UNREADABLE; CANCELLED
 */
export async function runChecks(request: QualityRequest, hooks: TaskHooks): Promise<StoredQuality> {
  const started = performance.now();
  const { card, settings } = request;
  const { signal } = hooks;
  const budget = startBudget(request.budgetMinutes, signal);
  const on = qualityChecks.filter((check) => checkInfo(check, settings).on);
  const report = (stage: string, done: number): void => hooks.onProgress({ stage, done, total: on.length, unit: 'checks' });
  report('reading the reference', 0);
  const file =
    request.reference &&
    (await ingest(request.reference, { cacheDir: request.cacheDir, memoryLimit: request.memoryLimit, signal }));
  const database = await openDatabase({ memoryLimit: request.memoryLimit, tempDirectory: tmpdir() });
  try {
    const connection = await database.connect();
    const options = { signal };
    await connection.run('SET parquet_metadata_cache = true', options);
    const row = freeName(card, '__drydock_row');
    const parts = await columnarParts(connection, card.columnar);
    const table = { from: await readOnce(connection, columnarTable(parts, row), { card, options }), row, rows: card.rows };
    const roles = columnRoles(card, settings, request.mapping);
    const keptRows = await createKeptRows(connection, options);
    report('describing the reference', 0);
    const codes = checkInfo(disguisedMissing, settings);
    const reference = await referenceTable({
      connection,
      options,
      table,
      card,
      time: roles.time,
      settings,
      period: request.period,
      file,
      frequent: codes.on ? (codes.thresholds.find(({ name }) => name === 'frequent')?.value ?? 1) : null,
    });
    const createdAt = new Date().toISOString();
    const stored: StoredQuality = {
      version: 1,
      key: request.key,
      rowsFile: `rows-${createdAt.replace(/\D/g, '')}.parquet`,
      createdAt,
      data: { name: card.name, paths: card.paths, sha256: card.sha256, rows: card.rows, rejected: card.rejected },
      roles: { target: roles.target?.name ?? null, time: roles.time?.name ?? null, keys: roles.keys },
      reference: reference?.facts ?? null,
      seed: settings.seed,
      expectations: referenceExpectations(card, reference),
      complete: false,
      elapsedMs: 0,
      checks: [],
    };
    for (const [done, check] of on.entries()) {
      throwIfAborted(signal);
      report(check.title.toLowerCase(), done);
      const info = checkInfo(check, settings);
      const context: DataContext = {
        card,
        columns: card.columns.filter(({ name }) => !isIgnored(settings, name, check.id)),
        roles,
        settings,
        parameter: (name) => info.thresholds.find((threshold) => threshold.name === name)?.value ?? null,
        connection,
        options: { signal: budget.signal },
        table,
        reference,
        run: request.run,
        seed: settings.seed,
        keepRows: ({ key, sql }) => keptRows.keep(`${check.id}:${key}`, sql),
        keepNumbers: (key, rows) => keptRows.keepNumbers(`${check.id}:${key}`, rows),
      };
      const skipped = whyNot(check, context);
      const result = skipped === null ? await performInTime(check, context, budget) : { skipped };
      stored.checks.push(storedCheck(check, result));
      stored.elapsedMs = performance.now() - started;
      hooks.onPartial(gradeMeasures(stored, qualityChecks, settings));
    }
    report('writing', on.length);
    stored.complete = !stored.checks.some(({ skipped }) => skipped === timeIsUp);
    await keptRows.write(join(qualityFolder(request.projectDir), stored.rowsFile));
    await writeStoredQuality(request.projectDir, stored);
    return stored;
  } finally {
    budget.end();
    database.close();
  }
}

/** A FROM item of the same rows: small data are held in memory, where a statement over 2,000 columns is planned in no time. */
async function readOnce(
  connection: Connection,
  from: string,
  { card, options }: { card: DatasetCard; options: SqlOptions },
): Promise<string> {
  if (card.rows * card.columns.length > heldCells) return from;
  await connection.run(`CREATE TABLE ${heldTable} AS SELECT * FROM ${from}`, options);
  return heldTable;
}

async function performInTime(check: QualityCheck, context: DataContext, budget: Budget): Promise<CheckResult | CheckSkipped> {
  if (budget.isOver()) return { skipped: timeIsUp };
  try {
    return await perform(check, context);
  } catch (error) {
    if (isCancelled(error) && budget.isOver()) return { skipped: timeIsUp };
    throw error;
  }
}

async function perform(check: QualityCheck, context: DataContext): Promise<CheckResult | CheckSkipped> {
  return 'quick' in check ? check.quick(context) : check.run(context);
}

function freeName(card: DatasetCard, wanted: string): string {
  let name = wanted;
  // DuckDB takes names that differ in case for the same.
  while (card.columns.some((column) => column.name.toLowerCase() === name)) name += '_';
  return name;
}
