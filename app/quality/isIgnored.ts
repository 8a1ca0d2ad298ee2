import type { QualitySettings } from '../api/schemas/quality.ts';

/** Whether a person put this check of this column aside. */
export function isIgnored(settings: QualitySettings, column: string, check: string): boolean {
  if (!Object.hasOwn(settings.columns, column)) return false;
  return settings.columns[column]?.ignore?.includes(check) ?? false;
}
