// The profile that was saved in a file.
import { z } from 'zod';
import { throwIfAborted } from '../../base/abort.ts';
import { parseVersioned } from '../../runs/parseVersioned.ts';
import type { NumberSample } from '../../timeline/drift/samples.ts';
import type { Answers } from '../comparedPredictions.ts';
import type { TextSample } from '../text/textSamples.ts';
import { decodeNpy } from './npy.ts';
import type { ProfileColumn, ReferenceProfile } from './profile.ts';
import { damaged, openArchive, type ProfileArchive } from './profileArchive.ts';
import { answersName, documentName, entryName, ProfileDocument, type SavedColumn } from './profileDocument.ts';

/** @throws FILE_UNREADABLE (damaged, named), PROJECT_NEWER; both of them when a column is read, too */
export async function openProfile(path: string, signal: AbortSignal | undefined): Promise<ReferenceProfile> {
  const archive = await openArchive(path);
  try {
    const text = (await archive.read(documentName)).toString('utf8');
    const {
      version: _version,
      kind: _kind,
      createdAt: _createdAt,
      columns,
      ...about
    } = parseVersioned(ProfileDocument, text, {
      path,
      version: 1,
      what: 'saved reference',
    });
    return {
      about,
      columns: columns.map(({ name, role, type, kind }) => ({ name, role, type, kind })),
      async *read(places) {
        for (const place of places) {
          throwIfAborted(signal);
          yield await readColumn(archive, columns[place] as SavedColumn, place);
        }
      },
      async *sampled(places) {
        for (const place of places) {
          throwIfAborted(signal);
          const values = await numbers(archive, entryName(place, 'sample.npy'), about.sample);
          yield { values, labels: columns[place]?.kind === 'category' ? await labelsOf(archive, place) : null };
        }
      },
      answers: () => readAnswers(archive, about),
      close: () => archive.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function readColumn(archive: ProfileArchive, saved: SavedColumn, place: number): Promise<ProfileColumn> {
  const read = (what: string, length: number | null): Promise<Float64Array> => numbers(archive, entryName(place, what), length);
  if (saved.kind === 'text') return { kind: 'text', sample: await readTexts(archive, saved, place) };
  if (saved.kind === 'category') {
    const { labels: count, missing } = saved;
    const labels = await labelsOf(archive, place);
    const counts = await read('counts.npy', count * missing.length);
    if (labels.length !== count) throw damaged(archive.path, new Error('labels and counts do not go together'));
    return { kind: 'category', labels, counts: missing.map((_, i) => counts.subarray(i * count, (i + 1) * count)), missing };
  }
  const total = saved.parts.reduce((sum, { distinct }) => sum + distinct, 0);
  const values = await read('values.npy', total);
  const counts = await read('counts.npy', total);
  let from = 0;
  const parts = saved.parts.map(({ distinct, missing }): NumberSample => {
    const to = from + distinct;
    const part = { values: values.subarray(from, to), counts: counts.subarray(from, to), missing };
    from = to;
    return { ...part, n: part.counts.reduce((sum, count) => sum + count, 0) };
  });
  return { kind: 'number', parts };
}

async function readTexts(archive: ProfileArchive, saved: SavedColumn & { kind: 'text' }, place: number): Promise<TextSample> {
  const entry = (what: string): string => entryName(place, what);
  const sizes = await numbers(archive, entry('sizes.npy'), saved.documents);
  const lengths = await numbers(archive, entry('lengths.npy'), saved.documents);
  const features = Uint16Array.from(await numbers(archive, entry('features.npy'), null));
  let from = 0;
  const documents = Array.from(sizes, (size, i) => {
    from += size;
    return { features: features.subarray(from - size, from), length: lengths[i] as number };
  });
  if (from !== features.length) throw damaged(archive.path, new Error('texts and their features do not go together'));
  const words = await jsonOf(archive, entry('words.json'), z.array(z.tuple([z.string(), z.number()])));
  return { documents, words: new Map(words), n: saved.n, missing: saved.missing };
}

async function readAnswers(
  archive: ProfileArchive,
  { answers, model }: Pick<ReferenceProfile['about'], 'answers' | 'model'>,
): Promise<Answers | null> {
  if (!answers || !model) return null;
  const { rows, unknownLabels } = answers;
  const { classes, positive } = model;
  const read = (what: string): Promise<Float64Array> => numbers(archive, answersName(what), rows);
  // Of a regression, which has no classes, they are numbers.
  const codes = (values: Float64Array): Int32Array | Float64Array => (classes.length === 0 ? values : Int32Array.from(values));
  const [predicted, actual] = [codes(await read('predicted')), codes(await read('actual'))];
  if (!areCodes(predicted, classes.length, 0) || !areCodes(actual, classes.length, unknownLabels.length))
    throw damaged(archive.path, new Error('answers and classes do not go together'));
  const scores: Float64Array[] = [];
  for (let k = 0; answers.scores && k < classes.length; k++) scores.push(await read(`score-${String(k)}`));
  return {
    classes,
    positive: positive === null ? null : classes.indexOf(positive),
    unknownLabels,
    predicted,
    actual,
    scores: answers.scores ? scores : null,
  };
}

/** Whether each of them stands for a class, for an unknown label or for none. */
function areCodes(codes: Int32Array | Float64Array, classes: number, unknown: number): boolean {
  return codes instanceof Float64Array || codes.every((code) => code < classes && code >= -1 - unknown);
}

function labelsOf(archive: ProfileArchive, place: number): Promise<string[]> {
  return jsonOf(archive, entryName(place, 'labels.json'), z.array(z.string()));
}

async function jsonOf<Schema extends z.ZodType>(
  archive: ProfileArchive,
  name: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = (await archive.read(name)).toString('utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw damaged(archive.path, new Error(`${name} is not as it is written`));
  }
}

/** @param length null = any */
async function numbers(archive: ProfileArchive, name: string, length: number | null): Promise<Float64Array> {
  const values = decodeNpy(await archive.read(name));
  if (values && (length === null || values.length === length)) return values;
  throw damaged(archive.path, new Error(`${name} is no array as it is written`));
}
