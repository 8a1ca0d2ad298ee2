/** Of maps over windows, in pixels, as drift.css has them. */
export const nameWidth = 192;
export const figureWidth = 76;
/** Narrower, a map goes without the figures beside the names. */
export const figuresFrom = 560;
export const narrowestCell = 24;
