// Free text at the rows compared: a sample of each window as features, with its words and lengths; the texts themselves are not kept.
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import { readBatches } from '../../data/readBatches.ts';
import { textDocument, type TextDocument } from '../../timeline/drift/text/textFeatures.ts';
import type { ComparedRows } from '../comparedRows.ts';
import { evenly } from '../evenly.ts';

export interface TextSample {
  /** Of at most `most` rows of the window, evenly spread, those that have a text. */
  documents: Pick<TextDocument, 'features' | 'length'>[];
  /** In how many of them each word is; of words in fewer than two, nothing. */
  words: ReadonlyMap<string, number>;
  /** Of all rows of the window. */
  n: number;
  missing: number;
}

const batchRows = 16_384;

/**
 * One column by window, then some of the windows together as one (where `together` names any).
 * Memory: about 500 bytes a text kept, whatever the number of rows.
 * @param about.most texts of each window; a text of nothing but blanks counts as missing
 * @throws FILE_UNREADABLE, DATA_MISMATCH (no such column), CANCELLED
 */
export async function textSamples(
  data: DatasetCard,
  name: string,
  about: {
    compared: ComparedRows;
    most: (window: number) => number;
    /** Windows that are put together. */
    together: readonly number[];
    signal: AbortSignal | undefined;
  },
): Promise<{ windows: TextSample[]; together: TextSample }> {
  const { compared, signal } = about;
  const { rows, place, offsets } = compared;
  const count = offsets.length - 1;
  const windowAt = new Int32Array(rows.length);
  const isKept = new Uint8Array(rows.length);
  for (let w = 0; w < count; w++) {
    const from = offsets[w] as number;
    windowAt.fill(w, from, offsets[w + 1]);
    for (const at of evenly((offsets[w + 1] as number) - from, about.most(w))) isKept[from + at] = 1;
  }
  const kept: TextDocument[][] = Array.from({ length: count }, () => []);
  const [n, missing] = [new Float64Array(count), new Float64Array(count)];
  let at = 0;
  for await (const batch of readBatches(data, { columns: [name], batchRows, threads: 2, memoryLimit: '512MB', signal })) {
    const column = batch.columns[name];
    const end = batch.firstRow + batch.rowCount;
    for (; at < rows.length && (rows[at] as number) < end; at++) {
      const row = (rows[at] as number) - batch.firstRow;
      const code = column?.kind === 'text' ? (column.codes[row] as number) : -1;
      const text = column?.kind === 'text' && code >= 0 ? (column.dictionary[code] as string) : '';
      const to = place[at] as number;
      const w = windowAt[to] as number;
      const isThere = text.trim() !== '';
      const counts = isThere ? n : missing;
      counts[w] = (counts[w] as number) + 1;
      if (isThere && isKept[to] === 1) kept[w]?.push(textDocument(text));
    }
    if (at === rows.length) break;
  }
  const sum = (of: Float64Array): number => about.together.reduce((all, w) => all + (of[w] as number), 0);
  return {
    together: sampleOf(
      about.together.flatMap((w) => kept[w] ?? []),
      { n: sum(n), missing: sum(missing) },
    ),
    windows: kept.map((documents, w) => sampleOf(documents, { n: n[w] as number, missing: missing[w] as number })),
  };
}

function sampleOf(documents: readonly TextDocument[], counts: Pick<TextSample, 'n' | 'missing'>): TextSample {
  const words = new Map<string, number>();
  for (const document of documents) for (const word of document.words) words.set(word, (words.get(word) ?? 0) + 1);
  return {
    ...counts,
    documents: documents.map(({ features, length }) => ({ features, length })),
    words: new Map([...words].filter(([, found]) => found > 1)),
  };
}

/** Samples put together, each with its share of at most `most` texts. */
export function joinedTexts(samples: readonly TextSample[], most: number): TextSample {
  const rows = samples.reduce((sum, { n }) => sum + n, 0);
  const shares = samples.map((sample) => {
    const wanted = Math.max(1, Math.round((most * sample.n) / Math.max(1, rows)));
    return [...evenly(sample.documents.length, wanted)].flatMap((at) => sample.documents[at] ?? []);
  });
  const words = new Map<string, number>();
  samples.forEach((sample, i) => {
    const part = (shares[i]?.length ?? 0) / Math.max(1, sample.documents.length);
    for (const [word, found] of sample.words) words.set(word, (words.get(word) ?? 0) + found * part);
  });
  return { documents: shares.flat(), words, n: rows, missing: samples.reduce((sum, { missing }) => sum + missing, 0) };
}
