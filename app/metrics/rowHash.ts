/** A 53-bit hash in [0, 1) of a row number: two rounds of the murmur3 finaliser over both halves of it. */
export function rowHash(rowNumber: number, seed: number): number {
  const high = mix(mix(seed ^ 0x9e3779b9) ^ Math.floor(rowNumber / 4294967296) ^ Math.imul(rowNumber >>> 0, 0x85ebca6b));
  const low = mix(high ^ (rowNumber >>> 0) ^ 0x27d4eb2f);
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
