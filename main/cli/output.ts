// What a command may print: one JSON document on stdout, or text for people; progress goes to stderr.
import type { Progress } from '../../app/api/schemas/jobs.ts';
import type { GateResult } from '../../app/api/schemas/runs.ts';

export interface OutputOptions {
  json?: boolean | undefined;
  quiet?: boolean | undefined;
}

/** What a terminal would obey stands in names out of files: it is shown as a mark instead. */
const commands = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export function writeLine(text = ''): void {
  process.stdout.write(`${text.replace(commands, '\ufffd')}\n`);
}

export function writeJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export interface GateLine {
  ok: boolean;
  text: string;
}

export function ruleLine({ ok, what, detail }: { ok: boolean; what: string; detail: string }): GateLine {
  return { ok, text: `${what}: ${detail}` };
}

export function figureLine({ ok, metric, limit, on, detail }: GateResult['checks'][number]): GateLine {
  return { ok, text: `${metric} ${limit} on ${on}: ${detail}` };
}

/** What a gate says, a line for each thing that it asks. */
export function writeGate(checks: readonly GateLine[]): void {
  writeLine('\nGate');
  for (const { ok, text } of checks) writeLine(`  ${ok ? 'pass' : 'FAIL'}  ${text}`);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** "infer  120,000 of 1,000,000 rows · 85,000 rows/s · 11 s left" */
export function progressText(progress: Progress): string {
  const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
  const parts = [`${whole(progress.done)}${progress.total === null ? '' : ` of ${whole(progress.total)}`} ${progress.unit}`];
  // Less than one a second says nothing.
  if (progress.rate !== null && progress.rate >= 1) parts.push(`${whole(progress.rate)} ${progress.unit}/s`);
  if (progress.eta !== null) parts.push(`${duration(progress.eta)} left`);
  return `${progress.stage}  ${parts.join(' · ')}`;
}

/** A line that is overwritten in place; nothing at all where stderr is no terminal. */
export class ProgressLine {
  readonly #enabled: boolean;
  #shown = false;

  constructor(options: OutputOptions) {
    this.#enabled = process.stderr.isTTY && !options.quiet;
  }

  show(progress: Progress): void {
    if (!this.#enabled) return;
    this.#shown = true;
    const width = Math.max(20, process.stderr.columns - 1);
    process.stderr.write(`\r\x1b[2K${progressText(progress).slice(0, width)}`);
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\x1b[2K');
    this.#shown = false;
  }
}
