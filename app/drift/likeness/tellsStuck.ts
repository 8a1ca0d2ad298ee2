/** So improbable a constant column must be by the reference. */
const improbable = 1e-3;

/**
 * Whether a value that gained rows can be told from a change of the shares. Of three values or more it can: those that do not gain
 * keep their proportions, and the fit measures it. Of two, any change of the shares looks like one of them in the place of the other,
 * in just so many cells. Then only a column that stays on one value tells: n rows of it have the probability pⁿ, for the share p
 * that the value has in the reference.
 * @param about.levels different values in the reference
 * @param about.share of the value in the reference
 * @param about.constantRows rows of the column now, where all have this value; else 0
 */
export function tellsStuck({ levels, share, constantRows }: { levels: number; share: number; constantRows: number }): boolean {
  if (levels > 2 || share === 0) return true;
  return constantRows > 0 && share ** constantRows < improbable;
}
