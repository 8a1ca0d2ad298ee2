// The bench on which repairs are tried: the rows of both halves, clean and messy, and the model with any change of the mapping.
import type { HardenStep } from '../../api/schemas/harden.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import type { Column } from '../../base/columns.ts';
import { runPrepared } from '../../inference/runPrepared.ts';
import type { Session } from '../../inference/runtime.ts';
import { readOutputs, type PredictionBatch } from '../../prepare/predictions.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import { sliceColumn, takeColumn } from '../columnRows.ts';
import type { Corruption, StressColumn } from '../corruption.ts';
import { Draws } from '../draws.ts';
import { joinPredictions } from '../modelUnderTest.ts';
import type { StressTable } from '../stressTable.ts';
import type { Halves } from './halves.ts';
import type { JudgedRows } from './judge.ts';

export type HalfName = keyof Halves;

/** Rows as they are, or with columns made messy. */
export interface Scenario {
  /** 'clean', or the id of the corruption. */
  id: string;
  title: string;
  /** Changed columns, over all rows of the table. */
  changed: ReadonlyMap<string, Column>;
}

export const cleanScenario: Scenario = { id: 'clean', title: 'clean rows', changed: new Map() };

/** The severity at which rows are made messy: the middle one. */
const severity = 3;

export interface BenchRequest {
  session: Session;
  table: StressTable;
  halves: Halves;
  /** Rows a call of the runtime. */
  batchRows: number;
  /** The plan of the project's mapping with these steps. @throws DATA_MISMATCH for steps that cannot be carried out */
  planWith: (steps: readonly HardenStep[]) => PreparationPlan;
  seed: number;
  signal: AbortSignal | undefined;
}

export class Bench {
  readonly table: StressTable;
  readonly spent = { prepareMs: 0, inferMs: 0, rows: 0 };
  readonly #request: BenchRequest;
  readonly #judged: Record<HalfName, JudgedRows>;
  readonly #draws: Draws;
  /** Of the mapping as it is. */
  readonly #before = new Map<string, PredictionBatch>();
  #clean: PredictionBatch | null = null;

  constructor(request: BenchRequest) {
    const { table, halves, seed } = request;
    this.table = table;
    this.#request = request;
    this.#draws = new Draws(seed, table.rowNumbers);
    const atChance = sharesOf(table, halves.search);
    this.#judged = {
      search: judgedRows(table, halves.search, atChance),
      proof: judgedRows(table, halves.proof, atChance),
    };
  }

  judged(half: HalfName): JudgedRows {
    return this.#judged[half];
  }

  /** The column on the rows that repairs are chosen on. */
  searchColumn(name: string): Column {
    return takeColumn(this.table.columns.get(name) as Column, this.#request.halves.search);
  }

  /** What a corruption makes of these columns at severity 3; null where it does not fit any, or changes more than cells. */
  async scenario(corruption: Corruption, columns: readonly StressColumn[]): Promise<Scenario | null> {
    const { reach, amounts } = corruption;
    if (reach.of !== 'cells') return null;
    const fitting = columns.filter((column) => reach.fits(column, this.table));
    if (fitting.length === 0) return null;
    const amount = amounts[severity - 1] as number;
    const clean = await this.#cleanAnswers();
    const damage = corruption.damage({ table: this.table, columns: fitting, amount, draws: this.#draws, clean });
    if (!damage.columns || damage.rows || damage.actual) return null;
    const where = fitting.length === 1 ? (fitting[0] as StressColumn).name : `${String(fitting.length)} columns`;
    return { id: corruption.id, title: `${corruption.title}: ${where}, ${corruption.says(amount)}`, changed: damage.columns };
  }

  /** What the model says of one half of the rows. */
  async answers(half: HalfName, scenario: Scenario, steps: readonly HardenStep[]): Promise<PredictionBatch> {
    if (steps.length > 0) return this.#predict(this.#request.planWith(steps), this.#request.halves[half], scenario);
    const key = `${half} ${scenario.title}`;
    let known = this.#before.get(key);
    if (!known) {
      known = await this.#predict(this.#request.planWith([]), this.#request.halves[half], scenario);
      this.#before.set(key, known);
    }
    return known;
  }

  /** Of clean rows, before anything is made of the scores: what a calibration is fitted to. */
  async rawAnswers(half: HalfName): Promise<PredictionBatch> {
    const { calibration: _c, threshold: _t, abstain: _a, ...plan } = this.#request.planWith([]);
    return this.#predict(plan, this.#request.halves[half], cleanScenario);
  }

  /** Forgets what was said of messy rows: each column has its own. */
  forget(): void {
    for (const key of this.#before.keys()) if (!key.endsWith(` ${cleanScenario.title}`)) this.#before.delete(key);
  }

  async #cleanAnswers(): Promise<PredictionBatch> {
    const all = Int32Array.from({ length: this.table.rowCount }, (_, row) => row);
    return (this.#clean ??= await this.#predict(this.#request.planWith([]), all, cleanScenario));
  }

  async #predict(plan: PreparationPlan, rows: Int32Array, { changed }: Scenario): Promise<PredictionBatch> {
    const { session, batchRows, signal } = this.#request;
    const preparer = createPreparer(plan);
    const columns = preparer.columns.map(
      (name) => [name, takeColumn((changed.get(name) ?? this.table.columns.get(name)) as Column, rows)] as const,
    );
    const parts: PredictionBatch[] = [];
    for (let from = 0; from < rows.length; from += batchRows) {
      throwIfAborted(signal);
      const to = Math.min(rows.length, from + batchRows);
      const start = performance.now();
      const prepared = preparer.prepare({
        firstRow: from,
        rowCount: to - from,
        columns: Object.fromEntries(columns.map(([name, column]) => [name, sliceColumn(column, from, to)])),
      });
      const ready = performance.now();
      parts.push(readOutputs(plan, await runPrepared(session, plan, prepared), to - from, prepared.rejected));
      this.spent.prepareMs += ready - start;
      this.spent.inferMs += performance.now() - ready;
      this.spent.rows += to - from;
      await yieldToEventLoop();
    }
    return joinPredictions(parts, rows.length);
  }
}

function judgedRows(table: StressTable, rows: Int32Array, atChance: Float64Array): JudgedRows {
  const { actual, weight, classes } = table;
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => values[row] as number);
  return {
    task: table.task,
    classCount: classes.length,
    positive: table.positive,
    actual:
      actual instanceof Int32Array
        ? Int32Array.from(rows, (row) => actual[row] as number)
        : pick(actual ?? new Float64Array(table.rowCount)),
    weight: weight && pick(weight),
    rowNumbers: pick(table.rowNumbers),
    atChance,
  };
}

/** Shares of the classes, or the mean of the labels. */
function sharesOf({ actual, classes, task }: StressTable, rows: Int32Array): Float64Array {
  if (task === 'regression') return Float64Array.of(rows.reduce((sum, row) => sum + (actual?.[row] as number), 0) / rows.length);
  const shares = new Float64Array(classes.length);
  for (const row of rows) shares[actual?.[row] as number] = (shares[actual?.[row] as number] as number) + 1 / rows.length;
  return shares;
}
