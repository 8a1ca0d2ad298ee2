import { describe, expect, it } from 'vitest';
import { corruptionError, errorOf, meanCorruptionError, relativeTo } from '../../../app/stress/relativeScore.ts';

// Accuracies at severities 1 to 5 on ImageNet-C: RobustBench, model_info/imagenet/corruptions/unaggregated_results.csv.
const alexNet: Record<string, number[]> = {
  shot: [0.2944, 0.1598, 0.0726, 0.0196, 0.012],
  motion: [0.4174, 0.295, 0.1794, 0.1022, 0.0698],
  snow: [0.2788, 0.114, 0.132, 0.085, 0.0502],
  pixelate: [0.4754, 0.4502, 0.267, 0.1288, 0.0858],
  gaussian: [0.311, 0.1814, 0.0724, 0.0214, 0.0058],
  defocus: [0.3404, 0.262, 0.1502, 0.085, 0.0522],
  brightness: [0.5504, 0.514, 0.464, 0.3886, 0.2906],
  fog: [0.3154, 0.2324, 0.157, 0.1214, 0.0556],
  zoom: [0.3028, 0.2308, 0.1936, 0.163, 0.1312],
  frost: [0.3788, 0.1976, 0.1052, 0.0994, 0.0616],
  glass: [0.3486, 0.2412, 0.1126, 0.08, 0.0636],
  impulse: [0.2234, 0.1154, 0.0556, 0.014, 0.0054],
  contrast: [0.3496, 0.2334, 0.1094, 0.0266, 0.0094],
  jpeg: [0.4858, 0.4522, 0.4228, 0.3488, 0.2564],
  elastic: [0.471, 0.3022, 0.44, 0.3568, 0.1898],
};
const resNet50: Record<string, number[]> = {
  shot: [0.5828, 0.4486, 0.2856, 0.1026, 0.0352],
  motion: [0.636, 0.5342, 0.3754, 0.2158, 0.1452],
  snow: [0.5468, 0.312, 0.3494, 0.2344, 0.165],
  pixelate: [0.638, 0.6434, 0.4598, 0.293, 0.2088],
  gaussian: [0.602, 0.4878, 0.3124, 0.1422, 0.0288],
  defocus: [0.5914, 0.5154, 0.3808, 0.2752, 0.1824],
  brightness: [0.736, 0.7222, 0.6958, 0.6496, 0.5886],
  fog: [0.6092, 0.56, 0.4674, 0.4024, 0.236],
  zoom: [0.5258, 0.4302, 0.356, 0.2844, 0.2194],
  frost: [0.6106, 0.4366, 0.3064, 0.2864, 0.2258],
  glass: [0.5362, 0.3974, 0.1708, 0.1306, 0.1034],
  impulse: [0.4854, 0.3862, 0.2904, 0.113, 0.0244],
  contrast: [0.6428, 0.5824, 0.466, 0.2098, 0.0542],
  jpeg: [0.6644, 0.6234, 0.6004, 0.4786, 0.3254],
  elastic: [0.6684, 0.4514, 0.5456, 0.4122, 0.1702],
};

const scores = (accuracies: number[]) =>
  accuracies.map((value, i) => ({
    severity: i + 1,
    amount: i,
    meaning: '',
    metrics: {},
    score: { value, low: null, high: null },
    flipRate: { value: null, low: null, high: null },
    answered: 1,
    unanswered: 0,
  }));
const corruption = (name: string, accuracies: number[]) => ({
  name,
  title: name,
  family: 'values' as const,
  help: '',
  columns: [],
  area: null,
  severities: scores(accuracies),
});
const runOf = (all: Record<string, number[]>) => ({
  metric: 'accuracy' as const,
  corruptions: Object.entries(all).map(([name, accuracies]) => corruption(name, accuracies)),
});

describe('the mean corruption error', () => {
  it('of ResNet-50 against AlexNet is the published 76.38 %', () => {
    const errors = runOf(resNet50).corruptions.map((one) => relativeTo(runOf(alexNet), 'accuracy', one));
    // RobustBench, Standard_R50.json.
    expect(meanCorruptionError(errors)).toBeCloseTo(0.7637742323, 9);
  });

  it('of a model against itself is 1', () => {
    const errors = runOf(alexNet).corruptions.map((one) => relativeTo(runOf(alexNet), 'accuracy', one));
    expect(errors.every((error) => error !== null && Math.abs(error - 1) < 1e-12)).toBe(true);
    expect(meanCorruptionError(errors)).toBeCloseTo(1, 12);
  });

  it('is nothing without a severity, with other amounts, another metric or a baseline without errors', () => {
    const base = runOf(alexNet);
    const one = corruption('shot', resNet50['shot'] ?? []);
    expect(relativeTo(base, 'accuracy', { ...one, severities: one.severities.slice(0, 4) })).toBeNull();
    expect(relativeTo(base, 'rocAuc', one)).toBeNull();
    expect(relativeTo(base, 'accuracy', { ...one, name: 'other' })).toBeNull();
    const other = one.severities.map((severity) => ({ ...severity, amount: severity.amount + 1 }));
    expect(relativeTo(base, 'accuracy', { ...one, severities: other })).toBeNull();
    expect(corruptionError([0.1], [0])).toBeNull();
    expect(corruptionError([0.1, null], [0.2, 0.2])).toBeNull();
    expect(meanCorruptionError([null, null])).toBeNull();
  });
});

it('the error of a loss is the loss itself', () => {
  expect(errorOf('rmse', 3)).toBe(3);
  expect(errorOf('rocAuc', 0.75)).toBe(0.25);
  expect(errorOf('agreement', 0.75)).toBe(0.25);
});
