import type { Mapping, MappingCheck, Role } from '../api/schemas/mapping.ts';
import { counted } from '../base/counts.ts';

export type Problem = MappingCheck['problems'][number];

/** Names for a sentence, the first few when there are many. */
export function list(names: string[], most = 8): string {
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

export function columnsWith(mapping: Mapping, role: Role): string[] {
  return mapping.columns.filter((column) => column.role === role).map(({ name }) => name);
}

/** "1 row", "2,277 rows". */
export function countRows(rows: number): string {
  return counted(rows, 'row');
}
