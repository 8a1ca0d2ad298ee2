// Sets of edits run through the model, many at once; what each gives is kept as figures, not as answers.
import type { Cell } from '../../api/schemas/common.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import type { RowAnswer, RowEdit } from '../../api/schemas/probe.ts';
import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import type { ColumnBatch } from '../../base/columns.ts';
import { editedRows } from './cellValues.ts';
import type { FlipGoal } from './flipGoal.ts';
import { answerOf, type RowModel } from './rowModel.ts';

export interface Tried {
  edits: readonly RowEdit[];
  isFlipped: boolean;
  distance: number;
  isAnswered: boolean;
}

export interface EditTrialRequest {
  model: RowModel;
  row: ColumnBatch;
  profiles: ReadonlyMap<string, ColumnProfile>;
  goal: FlipGoal;
  /** Sets in one call of the runtime. */
  portion: number;
  signal: AbortSignal;
  /** performance.now() from which on nothing is begun. */
  deadline: number;
  /** Told what is run next; null = nobody needs to know. */
  note: ((key: string) => Promise<void>) | null;
  /** Keys of sets that are known to end the runtime: they are left out. */
  avoid: ReadonlySet<string>;
}

export interface EditTrial {
  /** Those that were run before time was up, in the given order. */
  run(sets: readonly (readonly RowEdit[])[]): Promise<Tried[]>;
  /** One set by itself, as it would come. */
  alone(edits: readonly RowEdit[]): Promise<{ tried: Tried; answer: RowAnswer }>;
  isOver(): boolean;
}

/** Names a set of edits; the same for the same edits. */
export function editsKey(edits: readonly Pick<RowEdit, 'column' | 'to'>[]): string {
  return JSON.stringify(edits.map(({ column, to }) => [column, to]));
}

export function editTrial(request: EditTrialRequest): EditTrial {
  const { model, row, profiles, goal, portion, signal, deadline, note, avoid } = request;
  const batchOf = (sets: readonly (readonly RowEdit[])[]): ColumnBatch =>
    editedRows(
      row,
      profiles,
      sets.map((edits) => new Map<string, Cell>(edits.map(({ column, to }) => [column, to]))),
    );
  const isOver = (): boolean => performance.now() >= deadline;
  const triedOf = (edits: readonly RowEdit[], answers: Awaited<ReturnType<RowModel['run']>>, at: number): Tried => {
    const distance = goal.distance(answers, at);
    return { edits, isFlipped: goal.isFlipped(answers, at), distance, isAnswered: distance < Infinity };
  };
  return {
    isOver,
    async run(sets) {
      const tried: Tried[] = [];
      const known = avoid.size === 0 ? sets : sets.filter((edits) => !avoid.has(editsKey(edits)));
      for (let from = 0; from < known.length && !isOver(); from += portion) {
        throwIfAborted(signal);
        const some = known.slice(from, from + portion);
        if (note) await note(editsKey(some[0] ?? []));
        const answers = await model.run(batchOf(some));
        tried.push(...some.map((edits, at) => triedOf(edits, answers, at)));
        await yieldToEventLoop();
      }
      return tried;
    },
    async alone(edits) {
      throwIfAborted(signal);
      if (note) await note(editsKey(edits));
      const answers = await model.run(batchOf([edits]));
      await yieldToEventLoop();
      return { tried: triedOf(edits, answers, 0), answer: answerOf(model.plan, answers, 0) };
    },
  };
}
