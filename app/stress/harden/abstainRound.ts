import type { CoveragePoint, HardenOffer, HardenStep } from '../../api/schemas/harden.ts';
import { conformalQuantile, setCoverage } from '../../metrics/conformal.ts';
import { wilson } from '../../metrics/wilson.ts';
import { quantileOfSorted } from '../../metrics/sortNumbers.ts';
import { inSet } from '../../prepare/abstain.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import { cleanScenario, type Bench, type Scenario } from './bench.ts';
import { decisionGroup, type Finalist } from './finalist.ts';
import { outOfFold, scoredRows } from './fitCalibrations.ts';
import { gainOf, type JudgedRows } from './judge.ts';
import { strength, worthProving } from './proof.ts';

/** Shares of answered rows that the curve shows. */
const shares = [1, 0.975, 0.95, 0.925, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3];

/** The score of the predicted class of each row that has one, ascending. */
function confidences({ classIndex, scores }: PredictionBatch, classCount: number): Float64Array {
  if (!classIndex || !scores) return new Float64Array(0);
  const all = Float64Array.from(classIndex, (k, row) => (k < 0 ? NaN : (scores[row * classCount + k] as number)));
  return all.filter(Number.isFinite).sort();
}

/** Accuracy against the share of rows that are answered; thresholds from the half that repairs are chosen on. */
function coverageCurve(rows: JudgedRows, { classIndex, scores }: PredictionBatch, sorted: Float64Array): CoveragePoint[] {
  if (!classIndex || !scores) return [];
  return shares.map((share) => {
    const least = share === 1 ? 0 : quantileOfSorted(sorted, 1 - share);
    let [open, right] = [0, 0];
    for (const [row, k] of classIndex.entries()) {
      if (k < 0 || !((scores[row * rows.classCount + k] as number) >= least)) continue;
      open++;
      if (k === rows.actual[row]) right++;
    }
    return { least, coverage: open / classIndex.length, accuracy: wilson(right / open, open) };
  });
}

/** A gate of confidence and a conformal one, each where it helps on the half they are made on. */
export async function searchGates(
  bench: Bench,
  about: { coverage: number; level: number; seed: number; requires: { ids: string[]; steps: HardenStep[] }; others: Scenario[] },
): Promise<Finalist[]> {
  const rows = bench.judged('search');
  const before = await bench.answers('search', cleanScenario, about.requires.steps);
  const { scores, classIndex } = before;
  const { classCount, actual } = rows;
  if (!scores || !classIndex || !(actual instanceof Int32Array)) return [];
  const sorted = confidences(before, classCount);
  if (sorted.length < 50) return [];
  const least = Number(quantileOfSorted(sorted, 1 - about.coverage).toFixed(4));
  const quantile = conformalQuantile(await trueScores(bench, before, about.requires.steps), about.level);
  const percent = (share: number): string => `${String(Math.round(1000 * share) / 10)} %`;
  const curve = (judged: JudgedRows, _: PredictionBatch, after: PredictionBatch): Partial<HardenOffer> => ({
    coverage: coverageCurve(judged, after, sorted),
  });
  const gates: Pick<Finalist, 'id' | 'title' | 'steps' | 'more'>[] = [
    {
      id: 'abstain:confidence',
      title: `Answers whose class has a score below ${String(least)} are marked as unsure (about ${percent(1 - about.coverage)})`,
      steps: [{ kind: 'abstain', abstain: { kind: 'confidence', least } }],
      more: curve,
    },
    {
      id: 'abstain:conformal',
      title: `Answers are marked as unsure unless one class alone is possible (sets that hold the true class in ${percent(about.level)} of the rows)`,
      steps: [{ kind: 'abstain', abstain: { kind: 'conformal', level: about.level, quantile } }],
      more: (judged, answersBefore, after) => ({
        ...curve(judged, answersBefore, after),
        sets: { level: about.level, ...setsOf(judged, after, quantile) },
      }),
    },
  ];
  const finalists: Finalist[] = [];
  for (const gate of gates) {
    const after = await bench.answers('search', cleanScenario, [...about.requires.steps, ...gate.steps]);
    const { gain } = await gainOf(rows, { before, after }, { metric: 'accuracyAnswered', cost: null, seed: about.seed });
    if (!(strength(gain) > worthProving)) continue;
    finalists.push({
      ...gate,
      kind: 'abstain',
      column: null,
      requires: about.requires,
      group: decisionGroup,
      metric: 'accuracyAnswered',
      primary: cleanScenario,
      others: about.others,
      candidates: 1,
    });
  }
  return finalists;
}

/** The score of the true class of each row; where scores are calibrated, by what other rows say. */
async function trueScores(bench: Bench, answers: PredictionBatch, steps: readonly HardenStep[]): Promise<Float64Array> {
  const { actual, weight, classCount } = bench.judged('search');
  const [step] = steps;
  const raw = step?.kind === 'calibration' ? (await bench.rawAnswers('search')).scores : null;
  const rows = scoredRows({ scores: raw ?? (answers.scores as Float64Array), classCount, actual: actual as Int32Array, weight });
  const scores = raw && step?.kind === 'calibration' ? outOfFold(step.calibration.kind, rows) : rows.scores;
  return Float64Array.from(rows.actual, (truth, row) => scores[row * classCount + truth] as number);
}

function setsOf(rows: JudgedRows, { scores }: PredictionBatch, quantile: number): ReturnType<typeof setCoverage> {
  const { actual, classCount } = rows;
  return setCoverage(scores as Float64Array, actual as Int32Array, { classCount, inSet: (score) => inSet(score, quantile) });
}
