/** Of maps over windows, in pixels, as drift.css has them. */
const nameWidth = 192;
const narrowestName = 144;
export const figureWidth = 76;
/** Narrower, a map goes without the figures beside the names. */
export const figuresFrom = 560;
export const narrowestCell = 24;

/** Names give up some of their width where every window then fits; where that is not enough, they keep it and the map scrolls. */
export function nameWidthIn(width: number, { figures, windows }: { figures: number; windows: number }): number {
  const room = width - figures - windows * narrowestCell;
  return room >= narrowestName ? Math.min(nameWidth, room) : nameWidth;
}
