/**
 * How far apart groups are, as fairlearn defines it (M. Hardt, E. Price, N. Srebro, "Equality of opportunity in supervised
 * learning", NIPS 2016; fairlearn.metrics): the largest difference between any two groups of a rate, the ratio of the smallest
 * to the largest, and for equalised odds the larger of the gaps of true and false positive rate. Groups in which a rate is not
 * defined (no positive rows) have no part in its gap.
 */
import { metricCatalogue } from '../../api/metricCatalogue.ts';
import type { Interval } from '../../api/schemas/common.ts';
import type { MetricName } from '../../api/schemas/runs.ts';
import type { FairnessGap, FairnessGroup } from '../../api/schemas/slices.ts';
import { figureDifference, shareDifference } from '../../metrics/figureDifference.ts';

type Figure = (group: FairnessGroup) => Interval | undefined;

const selectionRate: Figure = (group) => group.selectionRate;
const truePositiveRate: Figure = (group) => group.truePositiveRate;
const falsePositiveRate: Figure = (group) => group.falsePositiveRate;

/** Of the groups that are judged; empty when those are fewer than two. */
export function fairnessGaps(groups: readonly FairnessGroup[], isBinary: boolean): FairnessGap[] {
  const judged = groups.filter((group) => group.judged);
  if (judged.length < 2) return [];
  const metrics = metricCatalogue.filter(({ name }) => judged.some((group) => typeof group.metrics[name]?.value === 'number'));
  const ofMetrics = metrics.map(({ name, title }) => metricGap(judged, name, title));
  return isBinary ? [...binaryGaps(judged), ...ofMetrics] : ofMetrics;
}

function binaryGaps(judged: readonly FairnessGroup[]): FairnessGap[] {
  const gaps = [
    rateGap(judged, selectionRate, {
      id: 'demographicParityDifference',
      title: 'Demographic parity difference',
      help: 'Highest minus lowest share predicted positive.',
    }),
    ratio(judged, {
      id: 'demographicParityRatio',
      title: 'Demographic parity ratio',
      help: 'Lowest share predicted positive divided by the highest; the “four fifths rule” asks for 0.8.',
    }),
    equalisedOdds(judged),
    rateGap(judged, truePositiveRate, {
      id: 'equalOpportunityDifference',
      title: 'Equal opportunity difference',
      help: 'Highest minus lowest true positive rate.',
    }),
  ];
  return gaps.filter((gap) => gap.value !== null);
}

type About = Pick<FairnessGap, 'id' | 'title' | 'help'>;

function ends(judged: readonly FairnessGroup[], figure: Figure) {
  const known = judged.flatMap((group) => {
    const interval = figure(group);
    return interval && interval.value !== null ? [{ name: group.name, interval, value: interval.value }] : [];
  });
  if (known.length < 2) return null;
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a));
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
  return { highest, lowest };
}

function rateGap(judged: readonly FairnessGroup[], figure: Figure, about: About, difference = shareDifference): FairnessGap {
  const found = ends(judged, figure);
  if (!found) return { ...about, value: null, highest: null, lowest: null, interval: null };
  const interval = difference(found.highest.interval, found.lowest.interval);
  return { ...about, value: interval.value, highest: found.highest.name, lowest: found.lowest.name, interval };
}

function ratio(judged: readonly FairnessGroup[], about: About): FairnessGap {
  const found = ends(judged, selectionRate);
  const value = found && found.highest.value > 0 ? found.lowest.value / found.highest.value : null;
  return { ...about, value, highest: found?.highest.name ?? null, lowest: found?.lowest.name ?? null, interval: null };
}

function equalisedOdds(judged: readonly FairnessGroup[]): FairnessGap {
  const about = {
    id: 'equalizedOddsDifference',
    title: 'Equalised odds difference',
    help: 'The larger of the gaps in true and in false positive rate.',
  };
  const [ofTrue, ofFalse] = [rateGap(judged, truePositiveRate, about), rateGap(judged, falsePositiveRate, about)];
  // Without either there is nothing to say of both.
  if (ofTrue.value === null || ofFalse.value === null) return ofTrue.value === null ? ofTrue : ofFalse;
  return ofTrue.value >= ofFalse.value ? ofTrue : ofFalse;
}

function metricGap(judged: readonly FairnessGroup[], name: MetricName, title: string): FairnessGap {
  const about = { id: name, title: `${title}: gap`, help: `Highest minus lowest ${title.toLowerCase()} of a group.` };
  return rateGap(judged, (group) => group.metrics[name], about, figureDifference);
}
