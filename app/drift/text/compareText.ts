// One column of free text in every window against the reference: by a domain classifier, and in words.
import { missingShift } from '../../timeline/drift/calibrated/missingShift.ts';
import { effectThresholds, verdictOf } from '../../timeline/drift/calibrated/verdict.ts';
import { withoutAnswer, type ColumnDrift } from '../../timeline/drift/presets/preset.ts';
import { numberSample } from '../../timeline/drift/samples.ts';
import { proportionZ } from '../../timeline/drift/shares/proportionZ.ts';
import { textShift } from '../../timeline/drift/text/textShift.ts';
import { missingRise, missingWords, type ColumnChanges } from '../changes.ts';
import { columnShape } from '../columnShape.ts';
import type { Compared, ComparedColumn } from '../compareColumn.ts';
import { percent } from '../figures.ts';
import type { TextSample } from './textSamples.ts';

/** Texts of the reference and of a window that are compared: what the classifier takes a fifth of a second for. */
export const mostTexts = { reference: 1_200, window: 600 };

const method = 'domain classifier, 2 AUC − 1';

export interface TextSamples {
  reference: TextSample;
  overall: TextSample;
  windows: readonly TextSample[];
}

/** The distance is held to 0.1, an area under the ROC curve of 0.55: the limit of Evidently and Deepchecks. */
export function compareText({ name, role }: Pick<ComparedColumn, 'name' | 'role'>, samples: TextSamples): ComparedColumn {
  const { reference, overall, windows } = samples;
  const compare = (current: TextSample): Compared => {
    const { n, missing } = current;
    const rows = n + missing;
    return {
      n,
      missing: rows > 0 ? missing / rows : null,
      drift: rows > 0 && reference.n > 0 ? driftOf(reference, current) : null,
      changed: textChanges(reference, current),
      likeness: () => null,
    };
  };
  const lengths = ({ documents }: TextSample) =>
    ({ kind: 'number', sample: numberSample(Float64Array.from(documents, ({ length }) => length)) }) as const;
  return {
    name,
    kind: 'text',
    role,
    overall: compare(overall),
    windows: windows.map(compare),
    shape: columnShape(lengths(reference), windows.map(lengths)),
  };
}

function driftOf(reference: TextSample, current: TextSample): ColumnDrift {
  const threshold = effectThresholds.text;
  const isMissed = reference.missing + current.missing > 0;
  const missing = isMissed ? { missing: missingShift(reference, current) } : {};
  const features = (sample: TextSample): Uint16Array[] => sample.documents.map((document) => document.features);
  const shift = textShift(features(reference), features(current));
  if (!shift) return { ...withoutAnswer(method, threshold), ...missing };
  const { distance, pValue, band } = shift;
  const counts = { reference: reference.documents.length, current: current.documents.length };
  return {
    method,
    score: distance,
    threshold,
    pValue,
    verdict: verdictOf({ effect: distance, threshold, pValue, adjustedPValue: pValue }),
    chance: { ...counts, band, isBound: false, draws: 0, adjustedPValue: null },
    ...missing,
  };
}

const surely = 0.001;
const leastMove = 0.02;
const mostNamed = 4;

/** Cells that are missing, and the words whose share of the texts moved most and beyond chance. */
export function textChanges(reference: TextSample, current: TextSample): ColumnChanges {
  const missing = missingRise(reference, current);
  const found: ColumnChanges = { missing, newCategories: [], otherUnit: null, words: missing ? [missingWords(missing)] : [] };
  const [before, now] = [reference.documents.length, current.documents.length];
  if (now === 0) return current.missing > 0 && reference.n > 0 ? { ...found, words: ['no values at all any more'] } : found;
  if (before === 0) return found;
  // Among so many words some move by chance.
  const words = new Set([...reference.words.keys(), ...current.words.keys()]);
  const moved = [...words]
    .map((word) => {
      const [was, is] = [reference.words.get(word) ?? 0, current.words.get(word) ?? 0];
      return { word, was, is, by: is / now - was / before };
    })
    .filter(({ by }) => Math.abs(by) >= leastMove)
    .filter(({ was, is }) => (proportionZ([before - was, was], [now - is, is]).pValue ?? 1) <= surely / words.size)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by) || (a.word < b.word ? -1 : 1))
    .slice(0, mostNamed);
  for (const { word, was, is } of moved) {
    found.words.push(`the word “${word}” in ${percent(is / now)} of the texts, before in ${percent(was / before)}`);
  }
  return found;
}
