/** One mark of a stress run: this damage, at this severity, on this column or on all of them. */
export interface DamageChoice {
  corruption: string;
  title: string;
  severity: number;
  column: string | null;
}
