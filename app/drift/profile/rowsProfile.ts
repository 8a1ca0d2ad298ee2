// The profile of rows just read: those of a table, or of some windows of one.
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import { roleColumns } from '../../runs/batchReader.ts';
import { positiveLabel } from '../../runs/runSetup.ts';
import { numberSample } from '../../timeline/drift/samples.ts';
import { answersAt, predictionColumns, type Answers, type ComparedPredictions } from '../comparedPredictions.ts';
import type { ComparedRows } from '../comparedRows.ts';
import { mostTexts } from '../text/compareText.ts';
import { textSamples } from '../text/textSamples.ts';
import { windowedColumns, type WindowedColumn } from '../windowedColumns.ts';
import { evenly } from '../evenly.ts';
import { mostSampled, type ProfileColumn, type ProfileHead, type ReferenceProfile, type SampledColumn } from './profile.ts';

export interface ProfiledRows {
  data: DatasetCard;
  compared: ComparedRows;
  /** Windows of `compared` that the reference is. */
  windows: readonly number[];
  /** Of one window: into how many parts it is cut, and the rows left over are one more; else each window is one. */
  cut: number;
  /** Columns of the table. */
  columns: readonly Omit<ProfileHead, 'role'>[];
  leftOut: ReferenceProfile['about']['leftOut'];
  /** Of the same rows. */
  predictions: ComparedPredictions | null;
  /** Rows that there are of it, compared or not. */
  rows: number;
  period: ReferenceProfile['about']['sources'][number]['period'];
  hasSample: boolean;
  signal: AbortSignal | undefined;
}

export function rowsProfile(rows: ProfiledRows): ReferenceProfile {
  const { data, compared, windows, columns, predictions, signal } = rows;
  const parts = partsOf(rows);
  const used = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  const sample = rows.hasSample ? samplePlaces(parts, used) : new Int32Array();
  const spoken = predictions ? predictionColumns(predictions) : [];
  const answers = keptAnswers(predictions, parts, used);
  const heads: ProfileHead[] = [
    ...columns.map((column) => ({ ...column, role: null })),
    ...spoken.map(({ role, column: { kind } }): ProfileHead => ({ name: role, role, kind, type: kind })),
  ];
  /** Columns of numbers and categories; those of a model are in memory. */
  async function* valued(places: readonly number[]): AsyncGenerator<WindowedColumn, void, undefined> {
    const names = places.flatMap((place) => columns[place]?.name ?? []);
    const asCategory = new Set(columns.filter(({ kind }) => kind === 'category').map(({ name }) => name));
    const read = windowedColumns(data, names, { compared, asCategory, signal });
    for (const place of places) {
      const of = spoken[place - columns.length];
      if (of) yield of.column;
      else {
        const next = await read.next();
        if (!next.done) yield next.value[1];
      }
    }
  }
  const texts = async (name: string): Promise<ProfileColumn> => {
    const isReference = new Set(windows);
    const each = Math.max(1, Math.ceil(mostTexts.reference / Math.max(1, windows.length)));
    const most = (window: number): number => (isReference.has(window) ? each : 0);
    const { together } = await textSamples(data, name, { compared, most, together: windows, signal });
    return { kind: 'text', sample: together };
  };
  return {
    about: {
      sources: [
        {
          name: data.name,
          sha256: data.sha256,
          rows: rows.rows,
          used,
          period: rows.period,
        },
      ],
      parts: parts.map(([from, to]) => to - from),
      leftOut: rows.leftOut,
      sample: sample.length,
      model: predictions && {
        sha256: predictions.record.model.sha256,
        classes: [...predictions.classes],
        positive: positiveLabel(predictions.record.plan),
      },
      answers: answers && { rows: used, scores: answers.scores !== null, unknownLabels: answers.unknownLabels },
    },
    columns: heads,
    async *read(places) {
      const isText = (place: number): boolean => heads[place]?.kind === 'text';
      const values = valued(places.filter((place) => !isText(place)));
      for (const place of places) {
        if (isText(place)) yield await texts(heads[place]?.name ?? '');
        else {
          const next = await values.next();
          if (!next.done) yield profiled(next.value, parts);
        }
      }
    },
    async *sampled(places) {
      for await (const column of valued(places)) yield sampledAt(column, sample);
    },
    answers: () => Promise.resolve(answers),
    close: () => undefined,
  };
}

/** Numbers of answers that are kept: 160 MB. Of more, nothing of single rows is. */
const mostAnswers = 20e6;

/** Where there are labels, and each row counts alike: figures of the reference, and estimates without labels, come from them. */
function keptAnswers(predictions: ComparedPredictions | null, parts: readonly Part[], used: number): Answers | null {
  if (!predictions?.actual || roleColumns(predictions.record.mapping).weight !== null) return null;
  if (used * (2 + (predictions.scores?.length ?? 0)) > mostAnswers) return null;
  const places = new Int32Array(used);
  let count = 0;
  for (const [from, to] of parts) for (let at = from; at < to; at++) places[count++] = at;
  return answersAt(predictions, places);
}

type Part = readonly [from: number, to: number];

function partsOf({ compared: { offsets }, windows, cut }: Pick<ProfiledRows, 'compared' | 'windows' | 'cut'>): Part[] {
  const bounds = windows.map((w): Part => [offsets[w] as number, offsets[w + 1] as number]);
  const [only] = bounds;
  if (!only || bounds.length > 1) return bounds;
  const [from, to] = only;
  // As NannyML does by default, whose thresholds are learned from these: what is left over is a part, too, however small.
  const size = Math.max(1, Math.floor((to - from) / cut));
  const count = Math.max(1, Math.ceil((to - from) / size));
  return Array.from({ length: count }, (_, part): Part => [from + part * size, Math.min(to, from + (part + 1) * size)]);
}

/** Evenly spread over all parts. */
function samplePlaces(parts: readonly Part[], used: number): Int32Array {
  const wanted = evenly(used, mostSampled);
  const places = new Int32Array(wanted.length);
  let [part, before] = [0, 0];
  wanted.forEach((index, i) => {
    while (index - before >= sizeOf(parts[part])) before += sizeOf(parts[part++]);
    places[i] = (parts[part]?.[0] ?? 0) + index - before;
  });
  return places;
}

function sizeOf(part: Part | undefined): number {
  return part ? part[1] - part[0] : Infinity;
}

function profiled(column: WindowedColumn, parts: readonly Part[]): ProfileColumn {
  if (column.kind === 'number') {
    return { kind: 'number', parts: parts.map(([from, to]) => numberSample(column.values.subarray(from, to))), rows: column };
  }
  const missing = parts.map(() => 0);
  const counted = parts.map(([from, to], i) => {
    const counts = new Float64Array(column.dictionary.length);
    for (let at = from; at < to; at++) {
      const code = column.codes[at] as number;
      if (code < 0) missing[i] = (missing[i] as number) + 1;
      else counts[code] = (counts[code] as number) + 1;
    }
    return counts;
  });
  // Of a part of a table, the table may have categories that the part has not.
  const there = [...column.dictionary.keys()].filter((code) => counted.some((counts) => (counts[code] as number) > 0));
  return {
    kind: 'category',
    labels: there.map((code) => column.dictionary[code] as string),
    counts: counted.map((counts) => Float64Array.from(there, (code) => counts[code] as number)),
    missing,
    rows: column,
  };
}

function sampledAt(column: WindowedColumn, places: Int32Array): SampledColumn {
  if (column.kind === 'number') return { values: Float64Array.from(places, (at) => column.values[at] as number), labels: null };
  const { codes, dictionary } = column;
  return {
    values: Float64Array.from(places, (at) => ((codes[at] as number) < 0 ? NaN : (codes[at] as number))),
    labels: dictionary,
  };
}
