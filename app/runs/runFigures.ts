// Everything that is made of a run's predictions: figures, counts, predictions.parquet. Needs the rows and nothing of the
// runtime, so it may work in another thread than inference.
import { rename, rm } from 'node:fs/promises';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { Evaluation, RunSettings, Timeline } from '../api/schemas/runs.ts';
import { quotePath } from '../data/columnarTable.ts';
import { roleColumns } from './batchReader.ts';
import { orderedPredictions } from './orderedPredictions.ts';
import type { PredictionBlock } from './predictionBlock.ts';
import { PredictionFile, type PredictionFileRequest } from './predictionFile.ts';
import { RunCounts, type RowCounts } from './runCounts.ts';
import { runFolder, type RunFolder } from './runFolder.ts';
import type { LiveScores, RunScores } from './runScores.ts';
import { runSetup, type RunSetup } from './runSetup.ts';
import { savePredictions } from './savePredictions.ts';
import { readStaged } from './stagedPredictions.ts';
import { placeWindows } from './timeOrder.ts';

/** Plain data: it crosses a thread boundary. */
export interface FiguresRequest {
  runDir: string;
  data: DatasetCard;
  mapping: Mapping;
  plan: PreparationPlan;
  settings: RunSettings;
}

/** Plain data, too. */
export interface FinishedFigures {
  evaluation: Evaluation;
  timeline: Timeline;
  counts: RowCounts;
  /** Time spent on writing and on figures. */
  writeMs: number;
  metricsMs: number;
}

export class RunFigures {
  readonly #request: FiguresRequest;
  readonly #folder: RunFolder;
  readonly #setup: RunSetup;
  #scores: RunScores;
  readonly #counts: RunCounts;
  readonly #unknownLabels: string[] = [];
  readonly #predictions: PredictionFileRequest;
  /** Undefined = not begun; null = given up, all of it is written at the end. */
  #file: PredictionFile | null | undefined;
  #writeMs = 0;
  #metricsMs = 0;

  constructor(request: FiguresRequest) {
    const { data, mapping } = request;
    const idColumn = roleColumns(mapping).id;
    this.#request = request;
    this.#counts = new RunCounts(request.plan.abstain);
    this.#folder = runFolder(request.runDir);
    this.#setup = runSetup(request);
    this.#scores = this.#setup.createScores();
    this.#predictions = {
      shape: this.#setup.shape,
      classes: this.#setup.classes,
      unknownLabels: this.#unknownLabels,
      abstain: request.plan.abstain,
      id: idColumn === null ? null : { data, column: idColumn },
    };
  }

  /** @param newLabels unknown labels that the block is the first to have, in the order of their numbers */
  async add(block: PredictionBlock, newLabels: readonly string[]): Promise<void> {
    const start = performance.now();
    this.#unknownLabels.push(...newLabels);
    this.#scores.add(block);
    this.#counts.add(block);
    const counted = performance.now();
    await this.#write(block);
    this.#metricsMs += counted - start;
    this.#writeMs += performance.now() - counted;
  }

  live(): LiveScores {
    const start = performance.now();
    const figures = this.#scores.live();
    this.#metricsMs += performance.now() - start;
    return figures;
  }

  /** Writes predictions.parquet and computes all figures of the rows added, which are those staged in the run folder. */
  async finish(): Promise<FinishedFigures> {
    const { shape, classes } = this.#setup;
    const start = performance.now();
    await this.#save();
    const saved = performance.now();
    const predictions = `read_parquet(${quotePath(this.#folder.predictions)})`;
    const { evaluation, timeline } = await (
      await this.#scoresInWindows(predictions)
    ).finish({
      source: () => readStaged(this.#folder.staged),
      ordered: orderedPredictions({
        from: predictions,
        shape,
        classes,
        tempDirectory: this.#folder.work,
      }),
      unknownLabels: this.#unknownLabels,
      reference: this.#request.settings.reference,
    });
    if (!timeline) throw new Error('A run always has a timeline.');
    return {
      evaluation,
      timeline,
      counts: { ...this.#counts },
      writeMs: this.#writeMs + saved - start,
      metricsMs: this.#metricsMs + performance.now() - saved,
    };
  }

  /** Which row falls into which window of N rows in order of time is known only when all rows are: they are counted once more. */
  async #scoresInWindows(predictions: string): Promise<RunScores> {
    const { timelinePlan } = this.#setup;
    const plan = await placeWindows(timelinePlan, { from: predictions, tempDirectory: this.#folder.work });
    if (plan === timelinePlan) return this.#scores;
    // In their place, not beside them: they keep a score of every row.
    this.#scores = this.#setup.createScores(plan);
    for await (const block of readStaged(this.#folder.staged)) this.#scores.add(block);
    return this.#scores;
  }

  /** Nothing more comes and nothing is to be finished. */
  async discard(): Promise<void> {
    await this.#file?.discard();
    this.#file = null;
  }

  /** Written as the rows come in. Where that fails, the staged rows are still there: the end tries once more, and tells. */
  async #write(block: PredictionBlock): Promise<void> {
    if (this.#file === null) return;
    try {
      this.#file ??= await PredictionFile.create(this.#folder.unfinishedPredictions, this.#predictions);
      await this.#file.add(block);
    } catch {
      await this.#giveUp();
    }
  }

  async #save(): Promise<void> {
    const path = this.#folder.predictions;
    if (this.#file) {
      try {
        await this.#file.finish();
        this.#file = null;
        await rename(this.#folder.unfinishedPredictions, path);
        return;
      } catch {
        await this.#giveUp();
      }
    }
    await savePredictions({ path, source: () => readStaged(this.#folder.staged), ...this.#predictions });
  }

  async #giveUp(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.discard().catch(() => undefined);
    await rm(this.#folder.unfinishedPredictions, { force: true });
  }
}
