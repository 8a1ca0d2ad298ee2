// What a stress run of the fake workbench finds.
import type { CorruptionCard, CorruptionScore, StressReport, StressRows } from '../../app/api/schemas/stress.ts';

const kinds = [
  { id: 'missing', title: 'Missing at random', family: 'missing', of: 'cells', drop: 0.11 },
  { id: 'unit-error', title: 'Unit error', family: 'values', of: 'cells', drop: 0.2 },
  { id: 'noise', title: 'Noise', family: 'values', of: 'cells', drop: 0.03 },
  { id: 'unseen-category', title: 'Unseen category', family: 'categories', of: 'cells', drop: 0.08 },
  { id: 'label-noise', title: 'Label noise', family: 'labels', of: 'table', drop: 0.05 },
] as const;

const amounts = [0.01, 0.05, 0.1, 0.25, 0.5];
const words = (id: string, amount: number): string =>
  id === 'noise' ? `noise of ${String(amount)} standard deviations` : `${String(100 * amount)} % of the cells`;

export const fakeCards: CorruptionCard[] = kinds.map(({ id, title, family, of }) => ({
  id,
  title,
  family,
  of,
  help: `${title}: cells get wrong on the way.`,
  continuous: true,
  severities: amounts.map((amount, i) => ({ severity: i + 1, amount, meaning: words(id, amount) })),
}));

const around = (value: number, half: number) => ({ value, low: value - half, high: value + half });

function score({ id, title, family, of, drop }: (typeof kinds)[number], severities: number): CorruptionScore {
  const values = amounts.slice(0, severities).map((amount, i) => ({
    severity: i + 1,
    amount,
    meaning: words(id, amount),
    score: around(0.78 - (drop * (i + 1)) / 5, 0.02),
    metrics: { rocAuc: around(0.78 - (drop * (i + 1)) / 5, 0.02), accuracy: around(0.9 - (drop * (i + 1)) / 9, 0.01) },
    flipRate: around((drop * (i + 1)) / 4, 0.004),
    answered: i === 4 ? 4988 : 5000,
    unanswered: i === 4 ? 12 : 0,
  }));
  return {
    name: id,
    title,
    family,
    help: `${title}: cells get wrong on the way.`,
    columns: of === 'cells' ? ['Speed', 'Origin State'] : [],
    severities: values,
    area: 0.78 - drop * 0.6,
    ...(drop > 0.1 && severities === 5
      ? {
          breakingPoint: {
            kind: 'crosses' as const,
            amount: 0.31,
            low: 0.24,
            high: 0.42,
            text: `ROC AUC stays above 0.65 up to 31 % (${title.toLowerCase()})`,
          },
        }
      : {}),
  };
}

/** `share` of the work is done. */
export function fakeStressReport(share = 1): StressReport {
  const severities = Math.max(1, Math.round(5 * share));
  return {
    version: 1,
    task: 'binary',
    metric: 'rocAuc',
    metricReason: 'two classes with scores',
    higherIsBetter: true,
    seed: 0,
    rows: 5000,
    totalRows: 7312,
    labelled: 4980,
    provider: 'cpu',
    batch: 512,
    clean: around(0.78, 0.02),
    cleanMetrics: { rocAuc: around(0.78, 0.02), accuracy: around(0.9, 0.01) },
    dummy: 0.5,
    floor: 0.64,
    floorReason: 'halfway between clean and the dummy',
    grade:
      share < 1
        ? null
        : { score: 71, letter: 'C', meaning: 'On messy data the model keeps 71 % of what it can do beyond the dummy.' },
    corruptions: kinds.map((kind) => score(kind, severities)),
    columns: ['Speed', 'Origin State', 'Wildlife Size'].map((column, c) => ({
      column,
      importance: around(0.06 - 0.02 * c, 0.01),
      failures: kinds
        .filter(({ of, id }) => of === 'cells' && !(c === 1 && id === 'noise'))
        .map(({ id, drop }) => ({
          mode: id,
          severity: 3,
          drop: around(drop / (2 + 2 * c), 0.015),
          flipRate: around(drop / (3 + c), 0.004),
          ...(id === 'missing' && c === 0
            ? {
                breakingPoint: {
                  kind: 'crosses' as const,
                  amount: 0.4,
                  low: 0.33,
                  high: 0.5,
                  text: 'ROC AUC stays above 0.65 up to 40 % missing in Speed',
                },
              }
            : {}),
        })),
      damage: 0.1 / (1 + c),
    })),
    slices: [],
    ...(share === 1 && {
      unstable: {
        damages: 24,
        rows: 310,
        worst: [0, 1, 2].map((at) => ({
          row: 41 + at,
          answer: 'Some damage',
          score: 0.51 + at / 100,
          actual: at === 1 ? null : 'No damage',
          tried: 12,
          flips: 9 - at,
          by: ['Noise', 'Missing at random'],
        })),
      },
    }),
    progress: { done: Math.round(300_000 * share), planned: 300_000, stage: 'severities' },
    timing: { corruptMs: 40, prepareMs: 90, inferMs: 900, scoreMs: 120, totalMs: 1200, rowsPerSecond: 250_000 },
    warnings: [],
  };
}

/** Rows before and after: Speed is lost in every one. */
export function fakeStressRows(kind: 'all' | 'changed' | 'flipped', offset: number, limit: number): StressRows {
  const counts = { all: 5000, changed: 500, flipped: 120 };
  const total = counts[kind];
  return {
    columns: [
      { name: 'Speed', type: 'number' },
      { name: 'Origin State', type: 'category' },
    ],
    rows: Array.from({ length: Math.min(limit, total - offset) }, (_, i) => ({
      row: offset + i + 1,
      before: [120 + i, 'Texas'],
      after: [null, 'Texas'],
      changed: [0],
      actual: { before: 'No damage', after: 'No damage' },
      answer: {
        before: { answer: 'No damage', score: 0.91 },
        after: { answer: kind === 'flipped' ? 'Some damage' : 'No damage', score: 0.55 },
      },
      flipped: kind === 'flipped',
    })),
    meaning: '10 % of the cells',
    offset,
    total,
    counts,
  };
}
