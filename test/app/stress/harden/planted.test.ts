// Faults put into the rows on purpose: what mends them is found and proved, and nothing else.
import { expect, test } from 'vitest';
import type { HardenOffer, HardenReport } from '../../../../app/api/schemas/harden.ts';
import { Random } from '../../../../app/base/random.ts';
import { textHarden } from '../../../../app/stress/harden/textHarden.ts';
import { hardenMade, sigmoid, type Logit, type MadeRows } from './bench.ts';

const cities = ['berlin', 'paris', 'rome'];
const logit: Logit = ({ a, b, city }) =>
  1.5 * Number(a) + 0.1 * (Number(b) - 50) + ({ berlin: 2, paris: -2, rome: 0.5 }[String(city)] ?? 0);

/** Rows whose labels follow the model; `spoil` changes what is seen of a row, not its label. */
function rowsOf(count: number, seed: number, spoil: (seen: Record<string, number | string>, random: Random) => void): MadeRows {
  const random = new Random(seed);
  const spoiler = new Random(seed + 1);
  const rows: MadeRows = { features: { a: [], b: [], city: [] }, actual: [] };
  for (let i = 0; i < count; i++) {
    const seen: Record<string, number | string> = {
      a: random.normal(),
      b: 20 + 60 * random.uniform(),
      city: cities[random.integer(3)] as string,
    };
    rows.actual.push(random.uniform() < sigmoid(logit(seen)) ? 1 : 0);
    spoil(seen, spoiler);
    for (const name of ['a', 'b', 'city']) rows.features[name]?.push(seen[name] as number | string);
  }
  return rows;
}

function offered(report: HardenReport, id: string): HardenOffer {
  const offer = report.offers.find((one) => one.id === id);
  if (!offer) throw new Error(`${id} is not among ${report.offers.map((one) => one.id).join(', ')}`);
  return offer;
}

const clean = (offer: HardenOffer) => offer.figures.find(({ scenario }) => scenario === 'clean');

test('disguised missing cells in the rows themselves are found, and reading them as missing is proved', async () => {
  const rows = rowsOf(4000, 1, (seen, random) => {
    if (random.uniform() < 0.1) seen['b'] = 999;
  });
  const { report } = await hardenMade({
    rows,
    logit,
    map: (mapping) => withConstant(mapping, 'b', 50),
    settings: { kinds: ['sentinels'] },
  });
  const offer = offered(report, 'sentinels:b');
  expect(offer.scenario).toBe('clean');
  expect(offer.steps).toMatchObject([{ kind: 'repair', column: 'b', repair: { kind: 'sentinels' } }]);
  expect(JSON.stringify(offer.steps)).toContain('999');
  expect(offer.gain.low).toBeGreaterThan(0);
  expect(offer.level).toBeGreaterThanOrEqual(0.95);
  const { before, after } = clean(offer)!;
  expect(after.rocAuc!.value!).toBeGreaterThan(before.rocAuc!.value! + 0.01);
});

test('another unit and misspelt categories are mended, each by its own kind', async () => {
  const rows = rowsOf(4000, 2, (seen, random) => {
    if (random.uniform() < 0.1) seen['b'] = Number(seen['b']) * 1000;
    if (random.uniform() < 0.3) seen['city'] = ` ${String(seen['city']).toUpperCase()}`;
  });
  const { report } = await hardenMade({ rows, logit, settings: { kinds: ['unit', 'category'] } });
  const unit = offered(report, 'unit:b');
  expect(unit.scenario).toBe('clean');
  expect(unit.steps[0]).toMatchObject({ repair: { kind: 'unit' } });
  const category = offered(report, 'category:city');
  expect(category.steps[0]).toMatchObject({ repair: { ignoreCase: true, ignoreSpaces: true } });
  expect(clean(category)?.gain.low).toBeGreaterThan(0);
});

test('a better constant for missing cells is proved on messy rows, and clean rows stay as they are', async () => {
  const rows = rowsOf(4000, 3, () => undefined);
  const { report } = await hardenMade({
    rows,
    logit,
    map: (mapping) => withConstant(mapping, 'b', 1000),
    settings: { kinds: ['imputation'], columns: ['b'] },
  });
  const offer = offered(report, 'imputation:b');
  expect(offer.scenario).toMatch(/^missing/);
  const step = offer.steps[0];
  expect(step).toMatchObject({ kind: 'missing', column: 'b' });
  if (step?.kind !== 'missing' || step.missing.kind !== 'constant') throw new Error('no constant');
  expect(Math.abs(Number(step.missing.value) - 50)).toBeLessThan(31);
  expect(clean(offer)?.gain.value).toBe(0);
});

test('scores that are too sure are calibrated; the threshold and the gate stand on it', async () => {
  const rows = rowsOf(6000, 4, () => undefined);
  const tooSure: Logit = (row) => 3 * logit(row) + 2;
  const { report } = await hardenMade({ rows, logit: tooSure, settings: { kinds: ['calibration', 'threshold', 'abstain'] } });
  const calibration = offered(report, 'calibration');
  const { before, after } = clean(calibration)!;
  expect(after.logLoss!.value!).toBeLessThan(before.logLoss!.value!);
  expect(after.ece!.value!).toBeLessThan(before.ece!.value! / 2);
  expect(calibration.reliability?.after.length).toBeGreaterThan(3);
  const gate = offered(report, 'abstain:confidence');
  expect(gate.requires).toEqual(['calibration']);
  expect(gate.gain.low).toBeGreaterThan(0);
  expect(gate.coverage?.[0]).toMatchObject({ least: 0, coverage: 1 });
  const conformal = offered(report, 'abstain:conformal');
  const sets = conformal.sets!;
  expect(Math.abs(sets.coverage.value! - 0.9)).toBeLessThan(0.035);
  expect(sets.meanSize).toBeGreaterThan(1);
  expect(report.together?.offers).toContain('calibration');
});

test('a threshold that costs less is found where wrong rows do not cost the same', async () => {
  const rows = rowsOf(4000, 5, () => undefined);
  const settings = { kinds: ['threshold' as const], cost: { falsePositive: 1, falseNegative: 10 } };
  const { report } = await hardenMade({ rows, logit, settings });
  const offer = offered(report, 'threshold:cost');
  expect(offer).toMatchObject({ metric: 'cost', higherIsBetter: false, group: 'decision' });
  const [step] = offer.steps;
  // The best threshold of right scores is c_fp / (c_fp + c_fn) = 1/11.
  expect(step).toMatchObject({ kind: 'threshold', decision: { falseNegativeCost: 10 } });
  if (step?.kind === 'threshold') expect(Math.abs(step.decision.threshold - 1 / 11)).toBeLessThan(0.06);
});

test('a threshold and a gate are each proved without the other, so one of them is offered at a time', async () => {
  const rows = rowsOf(6000, 5, () => undefined);
  const settings = { kinds: ['threshold' as const, 'abstain' as const], cost: { falsePositive: 1, falseNegative: 10 } };
  const { report } = await hardenMade({ rows, logit, settings });
  const ids = ['threshold:cost', 'abstain:confidence', 'abstain:conformal'];
  expect(ids.map((id) => offered(report, id).group)).toEqual(['decision', 'decision', 'decision']);
  expect(report.together).toBeNull();
  expect(textHarden(report)).toMatch(/the threshold first, then harden again to fit a\s+gate to it/);
});

test('what was tried in vain is listed by column: how many, the best of them, its gain and why it is not taken', async () => {
  const rows = rowsOf(600, 5, () => undefined);
  const { report } = await hardenMade({ rows, logit, settings: { kinds: ['calibration', 'clip'] } });
  const base = { kind: 'clip' as const, scenario: 'Outliers: b', says: '' };
  const tried: HardenReport['tried'] = [
    { ...base, column: 'a', candidates: 3, best: null, scenario: null, outcome: 'no-gain', gain: null },
    { ...base, kind: 'unit', column: 'a', candidates: 2, best: null, scenario: null, outcome: 'no-gain', gain: null },
    {
      ...base,
      column: 'b',
      candidates: 4,
      best: 'b: numbers are kept between 1 and 90',
      outcome: 'not-proved',
      gain: { value: 0.01, low: -0.002, high: 0.022 },
    },
    { ...base, column: 'city', candidates: 0, best: null, scenario: null, outcome: 'nothing', gain: null },
    {
      ...base,
      kind: 'calibration',
      column: null,
      candidates: 3,
      best: null,
      outcome: 'no-gain',
      gain: null,
      says: 'No calibration lowered the log loss on rows that it was not fitted to.',
    },
  ];
  const text = textHarden({ ...report, tried });
  expect(text).toContain(
    '  1 helped on one half, not proved on the other\n  3 no gain on the half they are chosen on\n  1 nothing of',
  );
  const lines = text
    .slice(text.indexOf('    column'))
    .split('\n')
    .slice(0, 5)
    .map((line) => line.trim().split(/ {2,}/));
  expect(lines).toEqual([
    ['column', 'kinds', 'tried', 'gain, proof half', 'why not: the best of them'],
    ['b', 'clip', '4', '0.0100 (-0.0020 to 0.0220)', 'not proved: the gain may be none; numbers are kept between 1 and 90'],
    ['a', 'clip, unit', '5', '–', 'no gain where it was chosen'],
    ['(the answers)', 'calibration', '3', '–', 'No calibration lowered the log loss on rows that it was not fitted to.'],
    [''],
  ]);
  // Of a real run, everything that had a candidate and is no offer has its line.
  const listed = report.tried.filter(
    ({ outcome, candidates, column }) => outcome !== 'offered' && (candidates > 0 || column === null),
  );
  expect(listed.length).toBeGreaterThan(0);
  for (const { column, kind } of listed)
    expect(textHarden(report)).toMatch(new RegExp(`^ +${column ?? '\\(the answers\\)'} +[a-z, ]*\\b${kind}\\b`, 'm'));
});

test('with a threshold accepted, the next run fits the gate to it', async () => {
  const rows = rowsOf(6000, 5, () => undefined);
  const decision = { threshold: 0.1, falsePositiveCost: 1, falseNegativeCost: 10 };
  const { report } = await hardenMade({
    rows,
    logit,
    map: (mapping) => ({ ...mapping, decision }),
    settings: { kinds: ['abstain'], coverage: 0.9 },
  });
  const { steps, coverage } = offered(report, 'abstain:confidence');
  const [step] = steps;
  if (step?.kind !== 'abstain' || step.abstain.kind !== 'confidence') throw new Error('no gate');
  const { least } = step.abstain;
  const [point] = coverage!.filter((one) => Math.abs(one.least - least) < 1e-4);
  // Classes by the threshold have scores below a half: a gate for the threshold of a half would leave 0.5 at least.
  expect(least).toBeLessThan(0.5);
  expect(Math.abs(point!.coverage - 0.9)).toBeLessThan(0.03);
});

test('the same seed gives the same report, whatever the time it takes', async () => {
  const rows = rowsOf(1200, 6, () => undefined);
  const settings = { kinds: ['clip' as const, 'calibration' as const], seed: 3 };
  const strip = ({ report }: { report: HardenReport }): unknown => ({ ...report, timing: null });
  const [first, second] = await Promise.all([1, 2].map(async () => strip(await hardenMade({ rows, logit, settings }))));
  expect(first).toEqual(second);
});

test('when the time is up, what is proved stays and the rest is named as skipped', async () => {
  const rows = rowsOf(1500, 4, () => undefined);
  let asked = 0;
  const { report, isCut } = await hardenMade({
    rows,
    logit: (row) => 3 * logit(row) + 2,
    settings: { kinds: ['calibration', 'imputation', 'clip'] },
    isLate: () => ++asked > 1,
  });
  expect(isCut).toBe(true);
  expect(report.offers.map(({ id }) => id)).toEqual(['calibration']);
  expect(report.tried.filter(({ outcome }) => outcome === 'skipped').length).toBeGreaterThan(3);
});

test('a cancel leaves what was reported by then', async () => {
  const rows = rowsOf(1500, 4, () => undefined);
  const stop = new AbortController();
  const seen: HardenReport[] = [];
  const run = hardenMade({
    rows,
    logit: (row) => 3 * logit(row) + 2,
    settings: { kinds: ['calibration', 'clip'] },
    signal: stop.signal,
    onRound: (report) => {
      seen.push(report);
      if (report.offers.length > 0) stop.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(seen.at(-1)?.offers.map(({ id }) => id)).toEqual(['calibration']);
});

test('too few labels are refused in words', async () => {
  await expect(hardenMade({ rows: rowsOf(60, 7, () => undefined), logit })).rejects.toMatchObject({ code: 'DATA_INVALID' });
});

test('labels of one class are refused: always to give that answer is no repair', async () => {
  const rows = rowsOf(400, 7, () => undefined);
  await expect(hardenMade({ rows: { ...rows, actual: rows.actual.map(() => 1) }, logit })).rejects.toMatchObject({
    code: 'DATA_INVALID',
    message: expect.stringMatching(/the same label/) as string,
  });
});

function withConstant(
  mapping: Parameters<NonNullable<Parameters<typeof hardenMade>[0]['map']>>[0],
  column: string,
  value: number,
) {
  return {
    ...mapping,
    inputs: mapping.inputs.map((entry) => ({
      ...entry,
      feeds: entry.feeds.map((feed) =>
        feed.column === column ? { ...feed, missing: { kind: 'constant' as const, value, from: 'a test' } } : feed,
      ),
    })),
  };
}
