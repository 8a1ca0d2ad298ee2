/** Where a key leads from a place among 0..last, or from none; undefined for a key that leads nowhere. */
export function placeByKey(key: string, from: number | null, last: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowLeft: Math.max(0, (from ?? last + 1) - 1),
    ArrowRight: Math.min(last, (from ?? -1) + 1),
    Home: 0,
    End: last,
  };
  return moves[key];
}
