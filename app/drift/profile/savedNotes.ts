// What a saved reference can be held against, and what cannot be told of it.
import type { Warning } from '../../api/schemas/common.ts';
import type { DriftColumn, DriftPresetName } from '../../api/schemas/drift.ts';
import type { ComparedPredictions } from '../comparedPredictions.ts';
import { placeOf, type ReferenceProfile } from './profile.ts';

/** Whether what the model of this validation says can be held against what was saved: it is of the same model. */
export function hasSpoken(saved: ReferenceProfile, now: ComparedPredictions | null, role: DriftColumn['role']): boolean {
  return now !== null && saved.about.model?.sha256 === now.record.model.sha256 && placeOf(saved, { role }) >= 0;
}

/** As what the columns of the table are kept. */
export function keptKinds({ columns }: ReferenceProfile): ReadonlyMap<string, DriftColumn['kind']> {
  return new Map(columns.flatMap(({ name, role, kind }) => (role === null ? [[name, kind] as const] : [])));
}

/** The period that it is of; null = a whole table, or several. */
export function onlyPeriod(saved: ReferenceProfile | null): { start: string; end: string } | null {
  const [first, ...others] = saved?.about.sources ?? [];
  return others.length === 0 ? (first?.period ?? null) : null;
}

export function savedNotes(
  saved: ReferenceProfile | null,
  about: { preset: DriftPresetName; now: ComparedPredictions | null; hasAnswers: boolean; hasEstimates: boolean },
): Warning[] {
  if (!saved) return [];
  const { preset, now, hasAnswers, hasEstimates } = about;
  const { sample, model, sources, parts } = saved.about;
  const untold = [
    ...(now && !hasEstimates ? ['figures estimated without labels'] : []),
    ...(now && !hasAnswers ? ['change detectors'] : []),
    ...(now ? ['what drift costs the model', 'relations with the label'] : []),
    ...(preset === 'drydock' && sample === 0 ? ['all columns together (it was saved without rows)'] : []),
  ];
  const notes: string[] = [];
  if (untold.length > 0) notes.push(`Not told against a saved reference, as that takes rows of it: ${untold.join(', ')}.`);
  if (now && model && model.sha256 !== now.record.model.sha256)
    notes.push('What its model said is not compared: it is another model than that of the validation.');
  if (sources.length > 1 && preset === 'nannyml')
    notes.push(`NannyML’s thresholds are learned from ${String(parts.length)} parts, those of each reference that was merged.`);
  return notes.map((message) => ({ code: 'saved-reference', message }));
}
