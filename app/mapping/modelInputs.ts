import type { ModelCard, TensorInfo } from '../api/schemas/models.ts';
import { isNumericType } from '../prepare/tensors.ts';

/** How columns feed one model input. */
export interface InputLayout {
  input: TensorInfo;
  /** 1 = [N], 2 = [N, width]. */
  rank: 1 | 2;
  /** Columns it takes; null = the file does not say. */
  width: number | null;
  /** In words, why no columns can feed it; null when they can. */
  unsupported: string | null;
}

/** Wider inputs are damaged files, or no tables: a mapping of so many columns could be neither made nor looked at. */
const mostColumns = 100_000;

/** What an input asks of the data: [N], [N, 1], [N, n] or, where the file does not say, any number of columns. */
export function inputLayout(input: TensorInfo): InputLayout {
  const layout = (rank: 1 | 2, width: number | null, unsupported: string | null = null): InputLayout => ({
    input,
    rank,
    width,
    unsupported,
  });
  if (input.kind !== 'tensor') return layout(2, 1, `it is a ${input.kind}, not a tensor`);
  if (input.type !== 'string' && !isNumericType(input.type))
    return layout(2, 1, `its element type ${input.type} cannot be fed here`);
  if (!input.shape) return layout(2, null);
  if (input.shape.length === 0) return layout(1, 1, 'it is a single value, not one value a row');
  if (input.shape.length === 1) return layout(1, 1);
  if (input.shape.length > 2) {
    return layout(2, 1, `it takes ${input.shape.length - 1}-dimensional items (images, text or series), not table rows`);
  }
  const width = input.shape[1];
  if (typeof width === 'number' && width > mostColumns)
    return layout(
      2,
      1,
      `it takes ${width.toLocaleString('en')} columns, and a table has at most ${mostColumns.toLocaleString('en')}`,
    );
  return layout(2, typeof width === 'number' ? width : null);
}

const FEATURE_KEYS = [
  'feature_names',
  'feature_names_in_',
  'feature_names_in',
  'feature_name',
  'features',
  'input_features',
  'columns',
  'column_names',
];

function listFrom(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed.map(String);
  } catch {
    // Not JSON: a Python list or comma-separated names.
  }
  return text
    .replace(/^\s*[[(]|[\])]\s*$/g, '')
    .split(/[,\n]/)
    .map((name) => name.trim().replace(/^(['"])(.*)\1$/, '$2'))
    .filter((name) => name !== '');
}

/** Feature names in the order of a matrix of `width` columns, from the model's metadata; null when there are none. */
export function featureNames(model: ModelCard, width: number | null): string[] | null {
  const entries = Object.entries(model.metadata).map(([key, value]) => [key.toLowerCase(), value] as const);
  for (const wanted of FEATURE_KEYS) {
    const found = entries.find(([key]) => key === wanted || key.endsWith(`.${wanted}`));
    if (!found) continue;
    const names = listFrom(found[1]);
    if (names.length > 0 && (width === null || names.length === width)) return names;
  }
  return null;
}

/** Operators that give NaN a meaning of its own: an imputer replaces it, a tree sends it down a learnt branch. */
const TAKES_NAN = /^(?:Imputer|TreeEnsemble|TreeEnsembleClassifier|TreeEnsembleRegressor|IsNaN)$/;

/** The operator by which the model handles missing numbers itself; null when NaN would only poison its output. */
export function nanOperator(model: ModelCard): string | null {
  return model.operators.find(({ name }) => TAKES_NAN.test(name))?.name ?? null;
}
