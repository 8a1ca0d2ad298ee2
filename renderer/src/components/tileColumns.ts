const narrowest = 200;
const gap = 10;

/**
 * Columns for `count` tiles in `width` pixels: as many as fit, but fewer where that keeps a last row of one or two from
 * standing alone. Null = the width is not known yet.
 */
export function tileColumns(count: number, width: number): number | null {
  if (width === 0 || count === 0) return null;
  const most = Math.max(1, Math.floor((width + gap) / (narrowest + gap)));
  if (count <= most) return most;
  const left = (columns: number): number => count % columns || columns;
  const choices = Array.from({ length: Math.ceil(most / 2) }, (_, index) => most - index);
  const enough = choices.find((columns) => left(columns) >= Math.min(3, columns));
  return enough ?? choices.reduce((best, columns) => (left(columns) > left(best) ? columns : best));
}
