import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { normaliseName } from './similarNames.ts';

const gap = '[\\s_.-]*';
const missing = `(?:missing|null|nan|na|isna|isnan|isnull)`;
/** scikit-learn's "missingindicator_age", "is_missing_age", "missing_age"; "age_missing", "age was missing", "age_isna". */
const patterns = [
  new RegExp(`^(?:missing${gap}indicator|is${gap}${missing}|missing)[\\s_.-]+(.+)$`, 'i'),
  new RegExp(`^(.+?)[\\s_.-]+(?:(?:is|was)[\\s_.-]+)?(?:${missing}|missing${gap}(?:indicator|flag))$`, 'i'),
];

/** The column whose missing cells an input of this name tells of, as models trained with such inputs call them; null = none. */
export function indicatedColumn(name: string, columns: readonly ColumnProfile[]): ColumnProfile | null {
  for (const pattern of patterns) {
    const about = pattern.exec(name)?.[1];
    if (about === undefined) continue;
    const alike = columns.filter((column) => normaliseName(column.name) === normaliseName(about));
    const [only] = alike;
    if (only && alike.length === 1) return only;
  }
  return null;
}
