/** Prefixes that exporters put before a column's own name: scikit-learn's ColumnTransformer, TensorFlow's signature. */
const PREFIX = /^(?:serving_default_|(?:num|cat|numeric|categorical|numerical|remainder|preprocess|features?|inputs?)__)/i;
/** TensorFlow's output number. */
const SUFFIX = /:\d+$/;

/** One spelling for names that differ by case, spaces, underscores, punctuation or accents only. */
export function normaliseName(name: string): string {
  const bare = name.replace(SUFFIX, '').replace(PREFIX, '');
  const plain = bare
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
  return plain === '' ? name : plain;
}

/** The words of a name: "saleDate_UTC" -> sale, date, utc. */
export function nameWords(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Jaro-Winkler similarity, 0..1 (Winkler 1990; prefix scale 0.1, at most four letters). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const usedB = new Uint8Array(b.length);
  const common: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j++) {
      if (usedB[j] || a[i] !== b[j]) continue;
      usedB[j] = 1;
      common.push(a[i] as string);
      break;
    }
  }
  const matches = common.length;
  if (matches === 0) return 0;
  let at = 0;
  let swapped = 0;
  for (let j = 0; j < b.length; j++) if (usedB[j] && common[at++] !== b[j]) swapped++;
  const jaro = (matches / a.length + matches / b.length + (matches - swapped / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/**
 * How alike two names are, 0..1, after normalising. Names whose digits differ are not alike at all:
 * `sales_2019` is not a misspelling of `sales_2020`.
 */
export function nameSimilarity(a: string, b: string): number {
  const [left, right] = [normaliseName(a), normaliseName(b)];
  if (left.replace(/\D+/g, ' ').trim() !== right.replace(/\D+/g, ' ').trim()) return 0;
  return jaroWinkler(left, right);
}
