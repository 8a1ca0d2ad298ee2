// Log files -> parts: every line that is new since the last reading, and nothing twice.
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { Refused } from '../api/schemas/monitor.ts';
import { throwIfAborted } from '../base/abort.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { findLogs, type LogFile } from './findLogs.ts';
import { BadLine, parseLogLine, type LabelLine, type LoggedCell, type PredictionLine } from './logLine.ts';
import { LabelPart, PredictionParts } from './logParts.ts';
import { emptyState, readState, saveState, type LogState } from './logState.ts';
import type { MonitorFolder } from './monitorFolder.ts';
import { readLines } from './readLines.ts';
import { sourceOf } from './sources.ts';
import { tableLines } from './tableLines.ts';

export interface ReadRequest {
  folder: MonitorFolder;
  /** Folders and files. */
  paths: readonly string[];
  runId: string;
  plan: PreparationPlan;
}

export interface ReadHooks {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { stage: string; done: number; total: number | null; unit: string }) => void) | undefined;
}

export interface ReadResult {
  state: LogState;
  files: number;
  /** Read just now. */
  predictions: number;
  labels: number;
  /** The lines refused just now, and the first reasons for that. */
  refused: number;
  shown: Refused[];
  /** Files that end within a line. */
  unfinished: string[];
}

const shownReasons = 20;
/** Of a refused line that is kept. */
const keptText = 4000;

/** @throws NOT_FOUND, INVALID_INPUT for paths that hold no log; STORAGE_FULL, CANCELLED: the next reading then starts where this one did */
export async function readLog(request: ReadRequest, hooks: ReadHooks = {}): Promise<ReadResult> {
  const { folder, runId } = request;
  await makeFolder(folder.parts);
  const before = await readState(folder.state);
  const state = before?.runId === runId ? before : emptyState(runId);
  const reader = new LogReader(request, state, hooks);
  try {
    const files = await findLogs(request.paths);
    for (const file of files) await reader.read(file);
    const result = await reader.finish();
    await saveState(folder.state, state);
    return { ...result, state, files: files.length };
  } catch (error) {
    await reader.discard();
    throw error;
  }
}

class LogReader {
  readonly #request: ReadRequest;
  readonly #state: LogState;
  readonly #hooks: ReadHooks;
  readonly #columns: Map<string, number>;
  readonly #predictions: PredictionParts;
  readonly #labels: LabelPart;
  readonly #labelPart: string;
  readonly #refused = new Map<string, Refused>();
  readonly #unfinished: string[] = [];
  #counts = { predictions: 0, labels: 0, refused: 0 };

  constructor(request: ReadRequest, state: LogState, hooks: ReadHooks) {
    this.#request = request;
    this.#state = state;
    this.#hooks = hooks;
    this.#columns = new Map(state.columns.map(({ name }, index) => [name, index]));
    const { classes } = request.plan.reading;
    const part = (kind: string): string => `${kind}-${String(state.nextPart++).padStart(6, '0')}.parquet`;
    this.#predictions = new PredictionParts(request.folder.parts, () => part('predictions'), {
      input: (name) => this.#columns.get(name) ?? -1,
      score: (label) => classes.indexOf(label),
    });
    this.#labelPart = part('labels');
    this.#labels = new LabelPart(join(request.folder.parts, this.#labelPart));
  }

  async read(file: LogFile): Promise<void> {
    const number = await sourceOf(this.#state, file);
    const source = this.#state.sources[number];
    if (!source) return;
    const { signal } = this.#hooks;
    // A table is read as a whole, and once.
    if (file.form === 'table' && source.bytes > 0) return;
    const onRest = (): void => void this.#unfinished.push(file.path);
    const lines = file.form === 'table' ? tableLines(file.path, signal) : readLines(file.path, source, file.isWhole, onRest);
    for await (const { line, text, end } of lines) {
      throwIfAborted(signal);
      await this.#take(file, { source: number, line, text });
      source.bytes = end;
      source.lines = line;
      if (line % 5000 === 0) this.#tell();
    }
  }

  async #take(file: LogFile, { source, line, text }: { source: number; line: number; text: string | null }): Promise<void> {
    if (text !== null && text.trim() === '') return;
    let parsed: PredictionLine | LabelLine;
    try {
      if (text === null) throw new BadLine('it is too long');
      parsed = parseLogLine(text, this.#request);
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      await this.#refuse({ file: file.path, line, reason: error.message }, text ?? '');
      return;
    }
    if (parsed.kind === 'label') {
      this.#counts.labels += 1;
      await this.#labels.add({ source, line, of: parsed });
      return;
    }
    this.#counts.predictions += 1;
    for (const [name, cell] of parsed.inputs) this.#see(name, cell);
    for (const name of parsed.hidden) if (!this.#state.hidden.includes(name)) this.#state.hidden.push(name);
    await this.#predictions.add({ source, line, of: parsed });
    const { label, time, id } = parsed;
    if (label !== null) await this.#labels.add({ source, line, of: { kind: 'label', time, id, label } });
  }

  #see(name: string, { kind }: LoggedCell): void {
    let index = this.#columns.get(name);
    if (index === undefined) {
      index = this.#state.columns.push({ name, seen: { integer: false, number: false, boolean: false, text: false } }) - 1;
      this.#columns.set(name, index);
    }
    const column = this.#state.columns[index];
    if (column && kind !== 'missing') column.seen[kind] = true;
  }

  async #refuse(refused: Omit<Refused, 'count'>, text: string): Promise<void> {
    this.#counts.refused += 1;
    const before = this.#refused.get(refused.reason);
    if (before) before.count += 1;
    else if (this.#refused.size < shownReasons) this.#refused.set(refused.reason, { ...refused, count: 1 });
    await appendFile(this.#request.folder.refused, `${JSON.stringify({ ...refused, text: text.slice(0, keptText) })}\n`);
  }

  #tell(): void {
    const { predictions, labels } = this.#counts;
    this.#hooks.onProgress?.({ stage: 'reading the log', done: predictions + labels, total: null, unit: 'rows' });
  }

  async finish(): Promise<Omit<ReadResult, 'state' | 'files'>> {
    await this.#predictions.finish();
    this.#state.predictions.push(...this.#predictions.written);
    if (await this.#labels.finish()) this.#state.labels.push(this.#labelPart);
    this.#state.refused += this.#counts.refused;
    if (this.#counts.predictions + this.#counts.labels > 0) this.#state.isBuilt = false;
    this.#tell();
    return { ...this.#counts, shown: [...this.#refused.values()], unfinished: this.#unfinished };
  }

  /** What was begun is not in the state: it would never be read. */
  async discard(): Promise<void> {
    await this.#predictions.discard();
    await this.#labels.discard();
    for (const name of [...this.#predictions.written, this.#labelPart]) {
      await rm(join(this.#request.folder.parts, name), { force: true });
    }
  }
}
