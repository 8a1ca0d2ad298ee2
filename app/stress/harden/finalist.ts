// What goes to the proof: one claim about one change, named before the rows that prove are looked at.
import type { HardenFigure, HardenMetric, HardenOffer, HardenStep, HardenTried } from '../../api/schemas/harden.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import { cleanScenario, type Bench, type Scenario } from './bench.ts';
import { figuresOf, gainOf, isHigherBetter, type Cost, type JudgedRows } from './judge.ts';
import { prove } from './proof.ts';

/**
 * Thresholds and gates are each proved with the other as it is: a gate marks by the score of the class that the threshold gives,
 * so with another threshold it marks other rows than it was proved on. One of them is accepted at a time, and the next run fits
 * the other to it.
 */
export const decisionGroup = 'decision';

export interface Finalist {
  id: string;
  kind: HardenOffer['kind'];
  column: string | null;
  title: string;
  steps: HardenStep[];
  /** Offers it stands on, and their steps. */
  requires: { ids: string[]; steps: HardenStep[] };
  group: string | null;
  metric: HardenMetric;
  /** Where it is to help. */
  primary: Scenario;
  /** Where else it is shown; the clean rows are always among them. */
  others: Scenario[];
  /** How many were tried to find it. */
  candidates: number;
  /** More to show, from the answers on clean rows. */
  more?(rows: JudgedRows, before: PredictionBatch, after: PredictionBatch): Partial<HardenOffer>;
}

export interface ProofContext {
  bench: Bench;
  cost: Cost | null;
  seed: number;
}

/** Proves one claim at `level` on the half that nothing was chosen on. An offer comes back only where it is proved. */
export async function proveFinalist(
  finalist: Finalist,
  level: number,
  context: ProofContext,
): Promise<{ offer: HardenOffer | null; tried: HardenTried }> {
  const { bench } = context;
  const { kind, column, metric, primary } = finalist;
  const rows = bench.judged('proof');
  const all = [cleanScenario, primary, ...finalist.others].filter(
    ({ title }, i, list) => list.findIndex((one) => one.title === title) === i,
  );
  const figures: HardenFigure[] = [];
  let more: Partial<HardenOffer> = {};
  for (const scenario of all) {
    const before = await bench.answers('proof', scenario, finalist.requires.steps);
    const after = await bench.answers('proof', scenario, [...finalist.requires.steps, ...finalist.steps]);
    figures.push(await figure(rows, scenario, { before, after }, { metric, ...context }));
    if (scenario === cleanScenario && finalist.more) more = finalist.more(rows, before, after);
  }
  const claim = figures.find(({ title }) => title === primary.title) as HardenFigure;
  const clean = figures[0] as HardenFigure;
  const proof = prove(claim, level);
  const isWorse = primary !== cleanScenario && clean.gain.high !== null && clean.gain.high < 0;
  const outcome = !proof.isProved ? 'not-proved' : isWorse ? 'worse-on-clean' : 'offered';
  const tried: HardenTried = {
    kind,
    column,
    candidates: finalist.candidates,
    best: finalist.title,
    scenario: primary.title,
    outcome,
    gain: proof.gain,
    says: {
      'not-proved': 'It helped on the half it was chosen on; on the other half the interval of the gain holds zero.',
      'worse-on-clean': 'It helps messy rows, but clean rows get worse.',
      offered: 'Proved.',
    }[outcome],
  };
  if (outcome !== 'offered') return { offer: null, tried };
  const { id, title, steps, requires, group } = finalist;
  return {
    tried,
    offer: {
      id,
      kind,
      column,
      title,
      steps,
      requires: requires.ids,
      group,
      metric,
      higherIsBetter: isHigherBetter(metric),
      scenario: primary.id,
      gain: proof.gain,
      level,
      pValue: claim.pValue,
      pAdjusted: proof.pAdjusted,
      figures,
      ...more,
    },
  };
}

/** Before and after on the rows of one scenario, with the gain. */
export async function figure(
  rows: JudgedRows,
  scenario: Scenario,
  answers: { before: PredictionBatch; after: PredictionBatch },
  about: { metric: HardenMetric; cost: Cost | null; seed: number },
): Promise<HardenFigure> {
  const shown = about.metric === 'accuracyAnswered' ? onlyOpen(rows, answers.after) : { rows, answers: answers.after };
  return {
    scenario: scenario.id,
    title: scenario.title,
    rows: rows.actual.length,
    before: figuresOf(rows, answers.before),
    after: figuresOf(shown.rows, shown.answers),
    ...(await gainOf(rows, answers, about)),
  };
}

/** The rows that are not marked as unsure. */
export function onlyOpen(rows: JudgedRows, answers: PredictionBatch): { rows: JudgedRows; answers: PredictionBatch } {
  const open: number[] = [];
  for (let row = 0; row < answers.rowCount; row++) if (answers.abstained?.[row] !== 1) open.push(row);
  const pick = <T extends Int32Array | Float64Array>(values: T): T =>
    values.filter((_, row) => answers.abstained?.[row] !== 1) as T;
  const { scores, classIndex } = answers;
  let kept: Float64Array | null = null;
  if (scores) {
    kept = new Float64Array(open.length * rows.classCount);
    for (const [i, row] of open.entries()) {
      kept.set(scores.subarray(row * rows.classCount, (row + 1) * rows.classCount), i * rows.classCount);
    }
  }
  return {
    rows: { ...rows, actual: pick(rows.actual), rowNumbers: pick(rows.rowNumbers), weight: rows.weight && pick(rows.weight) },
    answers: { rowCount: open.length, classIndex: classIndex && pick(classIndex), values: null, scores: kept },
  };
}
