import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import { replaceFile } from '../../storage/atomicWrite.ts';
import type { Answers } from '../comparedPredictions.ts';
import type { TextSample } from '../text/textSamples.ts';
import { encodeNpy } from './npy.ts';
import type { ProfileColumn, ProfileHead, ReferenceProfile, SampledColumn } from './profile.ts';
import { writeArchive, type ProfileWriter } from './profileArchive.ts';
import { answersName, documentName, entryName, type ProfileDocument, type SavedColumn } from './profileDocument.ts';

export interface WriteProfile {
  /** Smaller, and slower to write. */
  compress: boolean;
  onColumn?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Writes a reference whole or not at all. Memory: a column.
 * @throws STORAGE_FULL, STORAGE_DENIED, CANCELLED, errors of reading
 */
export async function writeProfile(
  path: string,
  profile: ReferenceProfile,
  { compress, onColumn, signal }: WriteProfile,
): Promise<void> {
  const { columns, about } = profile;
  await replaceFile(path, (temporary) =>
    writeArchive(
      temporary,
      async (writer) => {
        const saved: SavedColumn[] = [];
        /** By column: where its labels stand, for the codes of the sample. */
        const labels = new Map<number, readonly string[]>();
        let place = 0;
        for await (const column of profile.read([...columns.keys()])) {
          if (column.kind === 'category') labels.set(place, column.labels);
          saved.push(await writeColumn(writer, { place, head: columns[place] as ProfileHead, column }));
          place += 1;
          onColumn?.(place, columns.length);
          await yieldToEventLoop();
          throwIfAborted(signal);
        }
        const valued = [...columns.keys()].filter((at) => columns[at]?.kind !== 'text');
        if (about.sample > 0) {
          let i = 0;
          for await (const sampled of profile.sampled(valued)) {
            const at = valued[i++] as number;
            await writer.add(entryName(at, 'sample.npy'), encodeNpy(relabelled(sampled, labels.get(at) ?? [])));
          }
        }
        const answers = await profile.answers();
        if (answers) await writeAnswers(writer, answers);
        const document: ProfileDocument = {
          version: 1,
          kind: 'reference-profile',
          createdAt: new Date().toISOString(),
          ...about,
          columns: saved,
        };
        await writer.add(documentName, json(document));
      },
      { compress },
    ),
  );
}

async function writeColumn(
  writer: ProfileWriter,
  { place, head: { name, role, type }, column }: { place: number; head: ProfileHead; column: ProfileColumn },
): Promise<SavedColumn> {
  const add = (what: string, content: Buffer): Promise<void> => writer.add(entryName(place, what), content);
  const common = { name, role, type };
  if (column.kind === 'number') {
    const { parts } = column;
    await add('values.npy', encodeNpy(joined(parts.map(({ values }) => values))));
    await add('counts.npy', encodeNpy(joined(parts.map(({ counts }) => counts))));
    return { ...common, kind: 'number', parts: parts.map(({ values, missing }) => ({ distinct: values.length, missing })) };
  }
  if (column.kind === 'category') {
    await add('labels.json', json(column.labels));
    await add('counts.npy', encodeNpy(joined(column.counts)));
    return { ...common, kind: 'category', labels: column.labels.length, missing: [...column.missing] };
  }
  const { documents, words, n, missing } = column.sample;
  await writeTexts(add, { documents, words });
  return { ...common, kind: 'text', n, missing, documents: documents.length };
}

async function writeAnswers(writer: ProfileWriter, { predicted, actual, scores }: Answers): Promise<void> {
  await writer.add(answersName('predicted'), encodeNpy(predicted));
  if (actual) await writer.add(answersName('actual'), encodeNpy(actual));
  for (const [k, values] of (scores ?? []).entries()) await writer.add(answersName(`score-${String(k)}`), encodeNpy(values));
}

async function writeTexts(
  add: (what: string, content: Buffer) => Promise<void>,
  { documents, words }: Pick<TextSample, 'documents' | 'words'>,
): Promise<void> {
  await add('features.npy', encodeNpy(joined(documents.map(({ features }) => features))));
  await add('sizes.npy', encodeNpy(documents.map(({ features }) => features.length)));
  await add('lengths.npy', encodeNpy(documents.map(({ length }) => length)));
  await add('words.json', json([...words]));
}

function relabelled({ values, labels }: SampledColumn, as: readonly string[]): Float64Array {
  if (!labels) return values;
  const places = new Map(as.map((label, place) => [label, place]));
  return values.map((code) => (Number.isNaN(code) ? NaN : (places.get(labels[code] as string) ?? NaN)));
}

function joined(arrays: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
