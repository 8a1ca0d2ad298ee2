import type { LoadResult } from '../../api/schemas/load.ts';
import type { LoadRequests } from './loadRequests.ts';

const everyNth = 100;
const mostOfStep = 100;
const shown = 5;

/** Keeps a sample of the answers of a step, and looks at them when the step is over: looking takes time that is being measured. */
export class SampledAnswers {
  readonly #totals: LoadResult['answers'] = { checked: 0, wrong: 0, examples: [] };
  #requests: LoadRequests | null = null;
  #seen = new Set<number>();
  #sent = 0;
  #kept: { body: number; answer: string }[] = [];

  begin(requests: LoadRequests): void {
    this.#requests = requests;
    this.#seen = new Set();
    this.#sent = 0;
    this.#kept = [];
  }

  /** Whether the answer to this body is to be kept: the first to each of them, then every hundredth. */
  wants(body: number): boolean {
    this.#sent += 1;
    if (!this.#requests?.check || this.#kept.length >= mostOfStep) return false;
    if (this.#seen.has(body) && this.#sent % everyNth !== 0) return false;
    this.#seen.add(body);
    return true;
  }

  keep(body: number, answer: string): void {
    this.#kept.push({ body, answer });
  }

  end(): void {
    for (const { body, answer } of this.#kept) {
      const wrong = this.#difference(body, answer);
      this.#totals.checked += 1;
      if (wrong === null) continue;
      this.#totals.wrong += 1;
      if (this.#totals.examples.length < shown) this.#totals.examples.push(wrong);
    }
    this.#kept = [];
  }

  get totals(): LoadResult['answers'] {
    return this.#totals;
  }

  #difference(body: number, answer: string): string | null {
    try {
      return this.#requests?.check?.(body, answer) ?? null;
    } catch (error) {
      return `an answer cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
