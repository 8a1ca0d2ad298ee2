import { rankCorrelations, type RankCorrelations } from '../metrics/classCorrelations.ts';
import { ClassificationTally, type ClassificationTallyOptions } from '../metrics/classificationTally.ts';
import { computeClassificationMetrics } from '../metrics/classificationMetrics.ts';
import { drawnClasses } from '../metrics/drawnClasses.ts';
import { evaluateClassification } from '../metrics/evaluateClassification.ts';
import { RankTally } from '../metrics/rankTally.ts';
import type { ClassificationRows } from '../metrics/rows.ts';
import { ScoreSample } from '../metrics/scoreSample.ts';
import type { ClassificationTimeline } from '../timeline/classificationTimeline.ts';
import type { TimelinePlan } from '../timeline/timelinePlan.ts';
import { TimelineTally } from '../timeline/timelineTally.ts';
import { feedRanks } from './feedRanks.ts';
import { feedKeys } from './rankKeys.ts';
import { feedOrdered } from './rankOrder.ts';
import { RankedTally, type KeyKeeping } from './rankedTally.ts';
import type { PredictionBlock, PredictionSource } from './predictionBlock.ts';
import { sortLimit, type FinishOptions, type LiveScores, type RunScores } from './runScores.ts';
import { SegmentedValues } from './segmentedValues.ts';

export interface ClassificationScoresOptions {
  classes: readonly string[];
  /** Index of the positive class of a binary model; null for more classes. */
  positive: number | null;
  hasScores: boolean;
  /** Null = no timeline wanted. */
  plan: TimelinePlan | null;
}

const liveConfusionClasses = 50;
const sampleSeed = 1;
/** Segments of one sort; a bound on their bookkeeping, not on the rows. */
const segmentLimit = 1_000_000;

export function createClassificationScores(options: ClassificationScoresOptions): RunScores {
  const { classes, positive, hasScores, plan } = options;
  const tallyOptions = { classCount: classes.length, positive, hasScores };
  // With a timeline, every row is counted once, in its window; the whole is the sum of the windows.
  const parts: RankedTally[] = [];
  const keeping: KeyKeeping = {
    ofClass: positive ?? 0,
    on: positive !== null && hasScores && classes.length > 0,
    kept: 0,
    limit: sortLimit,
  };
  const create = (): RankedTally => {
    const tally = new RankedTally(tallyOptions, keeping);
    parts.push(tally);
    return tally;
  };
  // Of all rows; the windows take them over, being too small to tell their own.
  let correlations: RankCorrelations | null = null;
  const sample = positive === null && hasScores && classes.length > 0 ? new ScoreSample(classes.length, sampleSeed) : null;
  const timeline = plan && classificationTimeline(plan, tallyOptions, { create, keeping, correlations: () => correlations });
  const alone = create();
  let weighted = false;

  const whole = (): ClassificationTally => {
    if (!timeline) return alone;
    const sum = new ClassificationTally(tallyOptions);
    for (const part of parts) if (part.rows > 0) sum.merge(part);
    return sum;
  };

  return {
    add(block) {
      const rows = classificationRows(block);
      weighted ||= rows.weight !== null;
      sample?.add(rows, block.rowNumbers ?? block.firstRow);
      const wasKeeping = keeping.on;
      if (timeline) timeline.add(rows, block.time, block.rowNumbers ?? block.firstRow);
      else alone.add(rows);
      if (wasKeeping && !keeping.on) for (const part of parts) part.keys.clear();
    },
    live(): LiveScores {
      const tally = whole();
      const evaluation =
        classes.length <= liveConfusionClasses
          ? evaluateClassification({ tally, classes, unknownLabels: [], ranks: null })
          : { metrics: computeClassificationMetrics(tally, null) };
      return {
        rows: tally.rows,
        labelled: tally.labelled,
        metrics: evaluation.metrics,
        ...('confusion' in evaluation && evaluation.confusion ? { confusion: evaluation.confusion } : {}),
        timeline: timeline?.windows({ live: true }) ?? [],
      };
    },
    async finish(finish: FinishOptions) {
      const tally = whole();
      const ranked = positive === null ? classes.map((_, index) => index) : [positive];
      const drawn = new Set(positive === null ? drawnClasses(tally) : [positive]);
      const ranks = hasScores ? ranked.map((k) => new RankTally({ curves: drawn.has(k), oneOfMany: positive === null })) : null;
      if (ranks && tally.labelled > 0) {
        correlations = sample && rankCorrelations(sample);
        const work: RankWork = { ranked, ranks, timeline, classCount: classes.length };
        if (keeping.on) rankKept(work, parts);
        else if (weighted || tally.labelled > sortLimit) await rankOrdered(work, classes, finish);
        else await rankInMemory(work, finish.source, tally.labelled);
      }
      const evaluation = evaluateClassification({ tally, classes, unknownLabels: finish.unknownLabels, ranks, correlations });
      return { evaluation, timeline: timeline?.timeline(finish.reference) ?? null };
    },
  };
}

/** As createClassificationTimeline, but its tallies keep their scores, and rank them as long as all of them are kept. */
function classificationTimeline(
  plan: TimelinePlan,
  options: ClassificationTallyOptions,
  sources: { create: () => RankedTally; keeping: KeyKeeping; correlations: () => RankCorrelations | null },
): ClassificationTimeline {
  const { create, keeping, correlations } = sources;
  const oneOfMany = options.positive === null;
  const rankCount = oneOfMany ? options.classCount : 1;
  return new TimelineTally<ClassificationRows, ClassificationTally, RankTally[]>(plan, {
    create,
    createOrder(tally) {
      const ranks = Array.from({ length: rankCount }, () => new RankTally({ curves: false, oneOfMany }));
      if (keeping.on && ranks[0] && tally instanceof RankedTally) feedKeys(ranks[0], [tally.keys]);
      return ranks;
    },
    metrics: (tally, ranks) => computeClassificationMetrics(tally, ranks, correlations()),
  });
}

function classificationRows(block: PredictionBlock): ClassificationRows {
  return {
    rowCount: block.rowCount,
    actual: block.actual instanceof Int32Array ? block.actual : new Int32Array(block.rowCount).fill(-1),
    predicted: block.predicted as Int32Array,
    scores: block.scores,
    weight: block.weight,
  };
}

interface RankWork {
  /** Class indices to rank, one tally each. */
  ranked: number[];
  ranks: RankTally[];
  timeline: ClassificationTimeline | null;
  classCount: number;
}

/** The tallies have kept every score: each window ranks its own when it is asked for, the whole ranks all of them. */
function rankKept(work: RankWork, parts: readonly RankedTally[]): void {
  const sources = parts.filter((part) => part.keys.count > 0).map((part) => part.keys);
  feedKeys(work.ranks[0] as RankTally, sources);
  work.timeline?.order(0);
}

/**
 * Scores of positive and negative rows in segments per window, as many classes at once as fit. Each window's segments are
 * sorted and fed, then all of them together. Eight bytes a row and class.
 */
async function rankInMemory(work: RankWork, source: PredictionSource, labelled: number): Promise<void> {
  const { timeline, classCount } = work;
  // The last segment holds rows that fall into no window.
  const segments = (timeline?.plan.windowCount ?? 0) + 1;
  const group = Math.max(1, Math.min(Math.floor(sortLimit / labelled), Math.floor(segmentLimit / (2 * segments))));
  for (let first = 0; first < work.ranked.length; first += group) {
    const members = work.ranked.slice(first, first + group);
    const segmentOf = (member: number, isPositive: boolean, window: number): number =>
      (2 * member + (isPositive ? 0 : 1)) * segments + (window < 0 ? segments - 1 : window);
    const counts = new Float64Array(2 * segments * members.length);
    const visit = async (take: (segment: number, score: number) => void): Promise<void> => {
      for await (const block of source()) {
        const { actual, predicted, scores } = block;
        if (!actual || !scores) continue;
        for (let row = 0; row < block.rowCount; row++) {
          const truth = actual[row] as number;
          if (truth < 0 || (predicted[row] as number) < 0) continue;
          const window = timeline
            ? timeline.windowOf(block.time?.[row] ?? NaN, block.rowNumbers?.[row] ?? block.firstRow + row)
            : -1;
          for (let member = 0; member < members.length; member++) {
            const ranked = members[member] as number;
            const score = scores[row * classCount + ranked] as number;
            if (score - score === 0) take(segmentOf(member, truth === ranked, window), score);
          }
        }
      }
    };
    await visit((segment) => {
      counts[segment] = (counts[segment] as number) + 1;
    });
    const values = new SegmentedValues(counts);
    await visit((segment, score) => {
      values.put(segment, score);
    });
    for (let member = 0; member < members.length; member++) {
      for (let window = 0; window < segments - 1; window++) {
        const positives = segmentOf(member, true, window);
        const negatives = segmentOf(member, false, window);
        if (counts[positives] === 0 && counts[negatives] === 0) continue;
        const tally = timeline?.order(window)[first + member];
        if (tally) feedRanks(tally, values.sorted(positives), values.sorted(negatives));
      }
      const start = segmentOf(member, true, 0);
      const middle = segmentOf(member, false, 0);
      feedRanks(work.ranks[first + member] as RankTally, values.sorted(start, middle), values.sorted(middle, middle + segments));
    }
  }
}

/** One descending stream per class feeds the whole and, since a window's rows keep its order, every window. */
async function rankOrdered(work: RankWork, classes: readonly string[], finish: FinishOptions): Promise<void> {
  const { timeline } = work;
  for (const [index, ranked] of work.ranked.entries()) {
    const label = classes[ranked] ?? '';
    for await (const block of finish.ordered.byScore(label)) {
      feedOrdered(block, (row, ...ranked) => {
        work.ranks[index]?.add(...ranked);
        const window = timeline ? timeline.windowOf(block.time?.[row] ?? NaN, block.rowNumbers[row] as number) : -1;
        if (window >= 0) timeline?.order(window)[index]?.add(...ranked);
      });
    }
  }
}
