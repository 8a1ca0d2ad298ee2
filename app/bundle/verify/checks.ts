// The list of checks of a verification, each with its outcome in words.
import type { VerifyResult } from '../../api/schemas/bundles.ts';
import { throwIfAborted } from '../../base/abort.ts';
import { isAppError, isCancelled } from '../../base/errors.ts';

export interface ChecksContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { stage: string; done: number; total: number; unit: string }) => void) | undefined;
  /** How many checks there will be. */
  total: number;
}

const listed = 20;

function summary(problems: string[]): string {
  const more = problems.length > listed ? `; and ${problems.length - listed} more` : '';
  return `${problems.slice(0, listed).join('; ')}${more}`;
}

export class Checks {
  readonly list: VerifyResult['checks'] = [];
  readonly #context: ChecksContext;

  constructor(context: ChecksContext) {
    this.#context = context;
  }

  get areFine(): boolean {
    return this.list.every(({ ok }) => ok);
  }

  /** Runs one check. Its text is the detail; an error or a list of problems makes it fail. */
  async run(name: string, check: () => Promise<string | { problems: string[]; fine: string }>): Promise<boolean> {
    throwIfAborted(this.#context.signal);
    this.#context.onProgress?.({ stage: name, done: this.list.length, total: this.#context.total, unit: 'checks' });
    try {
      const result = await check();
      if (typeof result === 'string') this.list.push({ name, ok: true, detail: result });
      else
        this.list.push({
          name,
          ok: result.problems.length === 0,
          detail: result.problems.length === 0 ? result.fine : summary(result.problems),
        });
    } catch (error) {
      throwIfAborted(this.#context.signal);
      if (isCancelled(error)) throw error;
      const detail = isAppError(error)
        ? `${error.message} ${error.hint}`
        : error instanceof Error
          ? error.message
          : String(error);
      this.list.push({ name, ok: false, detail });
    }
    return this.list.at(-1)!.ok;
  }
}
