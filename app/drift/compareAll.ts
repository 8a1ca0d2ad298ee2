// Column after column in every window against the reference, then what the model says of them.
import type { DriftColumn } from '../api/schemas/drift.ts';
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import { roleColumns } from '../runs/batchReader.ts';
import type { DriftPreset } from '../timeline/drift/presets/preset.ts';
import type { ColumnPlan } from './columnPlan.ts';
import { bothLabels, relationsOf, type ColumnRelation } from './columnRelations.ts';
import { joinedSample, windowSample, type ColumnSample } from './columnSamples.ts';
import { compareColumn, type ColumnSamples, type ComparedColumn } from './compareColumn.ts';
import { predictionColumns, type ComparedPredictions } from './comparedPredictions.ts';
import type { DriftRequest } from './driftRequest.ts';
import { columnParts, placeOf, type ProfileColumn, type ReferenceProfile } from './profile/profile.ts';
import type { ReferenceColumns } from './referenceOf.ts';
import type { BothPredictions, Sides } from './sides.ts';
import { compareText, mostTexts, type TextSamples } from './text/compareText.ts';
import { joinedTexts, textSamples } from './text/textSamples.ts';
import { windowedColumns, type WindowedColumn } from './windowedColumns.ts';

/** Every column of the plan in order, then what the model says. @throws errors of reading, CANCELLED */
export async function compareAll(
  request: DriftRequest,
  about: {
    preset: DriftPreset;
    sides: Sides;
    plan: ColumnPlan;
    predictions: BothPredictions;
    /** Of a reference beside the data. */
    reference: ReferenceColumns | null;
    tell: (stage: string, done: number, total: number) => void;
    signal: AbortSignal | undefined;
  },
): Promise<{ compared: ComparedColumn[]; relations: ColumnRelation[] }> {
  const { preset, sides, plan, predictions, reference, signal } = about;
  const valued = plan.columns.filter(({ kind }) => kind !== 'text');
  const names = valued.map(({ name }) => name);
  const asCategory = new Set(plan.columns.filter(({ kind }) => kind === 'category').map(({ name }) => name));
  const before = reference && reference.profile.read(names.map((name) => placeOf(reference.profile, { name })));
  const found: ComparedColumn[] = [];
  const relations: ColumnRelation[] = [];
  const labels = bothLabels(predictions, sides);
  const compare = (name: string, role: DriftColumn['role'], now: WindowedColumn, then: ProfileColumn | null): void => {
    found.push(compareColumn({ name, role }, samplesOf(now, then, sides), preset, request.settings.seed));
  };
  const total = plan.columns.length;
  for await (const [name, column] of windowedColumns(request.data, names, { compared: sides.current, asCategory, signal })) {
    const then = before && (await nextOf(before));
    const role = valued[found.length]?.role ?? 'other';
    compare(name, role, column, then);
    const rows = then && then.kind !== 'text' ? (then.rows ?? null) : null;
    if (labels && role !== 'target') relations.push(...relationsOf(name, { now: column, then: rows, labels, sides }));
    about.tell('comparing columns', found.length, total);
    await yieldToEventLoop();
    throwIfAborted(signal);
  }
  for (const { name, role } of plan.columns.filter(({ kind }) => kind === 'text')) {
    found.push(compareText({ name, role }, await textsOf(name, { data: request.data, sides, reference, signal })));
    about.tell('comparing columns', found.length, total);
    await yieldToEventLoop();
    throwIfAborted(signal);
  }
  const { now } = predictions;
  if (now && (reference === null || reference.spoken)) {
    for (const { role, column } of predictionColumns(now)) {
      const then = reference?.spoken && (await spokenOf(reference.spoken, role));
      // The labels of a reference are not always there.
      if (reference && !then) continue;
      compare(pseudoName(role, now), role, column, then ?? null);
    }
  }
  return { compared: found, relations };
}

async function nextOf(columns: AsyncGenerator<ProfileColumn, void, undefined>): Promise<ProfileColumn | null> {
  const next = await columns.next();
  return next.done === true ? null : next.value;
}

async function spokenOf(spoken: ReferenceProfile, role: DriftColumn['role']): Promise<ProfileColumn | null> {
  const place = placeOf(spoken, { role });
  return place < 0 ? null : nextOf(spoken.read([place]));
}

function pseudoName(role: 'prediction' | 'score' | 'target', { classes, positive, record }: ComparedPredictions): string {
  if (role === 'target') return roleColumns(record.mapping).target ?? 'label';
  return role === 'score' ? `score of ${classes[positive ?? 0] ?? ''}` : 'prediction';
}

function samplesOf(now: WindowedColumn, then: ProfileColumn | null, { current, inside, others }: Sides): ColumnSamples {
  const windows = current.windows.map((_, w) => windowSample(now, current, w));
  const before =
    then && then.kind !== 'text'
      ? columnParts(then)
      : { reference: joinedSample(now, current, inside), chunks: inside.map((w) => windows[w] as ColumnSample) };
  return { ...before, overall: joinedSample(now, current, others), windows };
}

async function textsOf(
  name: string,
  about: {
    data: DriftRequest['data'];
    sides: Sides;
    reference: ReferenceColumns | null;
    signal: AbortSignal | undefined;
  },
): Promise<TextSamples> {
  const { data, sides, reference, signal } = about;
  const { current, inside, others } = sides;
  const isInside = new Set(inside);
  const ofInside = Math.max(1, Math.ceil(mostTexts.reference / Math.max(1, inside.length)));
  const now = await textSamples(data, name, {
    compared: current,
    most: (w) => (isInside.has(w) ? ofInside : mostTexts.window),
    together: inside,
    signal,
  });
  const before = reference && (await nextOf(reference.profile.read([placeOf(reference.profile, { name })])));
  const ofOthers = others.flatMap((w) => now.windows[w] ?? []);
  return {
    reference: before?.kind === 'text' ? before.sample : now.together,
    overall: joinedTexts(ofOthers, mostTexts.window),
    windows: now.windows,
  };
}
