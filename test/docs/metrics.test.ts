import { expect, it } from 'vitest';
import { metricCatalogue } from '../../app/api/metricCatalogue.ts';

it('docs/metrics.md lists exactly the metric catalogue (vitest -u rewrites it)', async () => {
  const sections = metricCatalogue.map(
    (card) =>
      `## ${card.title} (\`${card.name}\`)\n\n${card.meaning} ${card.higherIsBetter ? 'Higher is better.' : 'Lower is better.'}\n\n${card.definition}\n\n*95 % interval:* ${card.interval}\n\n*Difference of two runs:* ${card.difference}`,
  );
  const page = `# Metrics

What each figure means, how it is defined where tools differ, and how its interval is made. The values equal scikit-learn's to 1e-9 on
the same predictions (\`test/reference/metrics.py\`); the coverage of the intervals was measured by simulation
(\`test/reference/intervalCoverage.ts\`). This page is made from \`app/api/metricCatalogue.ts\`.

${sections.join('\n\n')}

## How runs are compared

Runs on the same data are compared on the rows that are in both, have a label, and got a prediction from both. Every difference is the
other run minus the reference, with a 95 % interval of the difference itself: two runs err on the same rows, so it is narrower than
the intervals of the two figures suggest. "Better" and "worse" are said only where the whole interval lies on that side of no difference.

*Influence of every row* means: what the weight of a row moves either figure by, exactly (its derivative); the variance of the
difference is the sum of the squared differences of these, times n / (n − 1), and the degrees of freedom of Student's t follow from how
unevenly the rows contribute. Where not a single row speaks for a difference there is no interval. Beyond about two million rows (fewer with many classes) what needs an order is computed over a seeded
sample, and says so.

*McNemar's test*: of the rows that only one of two got right, are there as many on either side? Exact below 25 such rows, else the
chi-squared statistic with continuity correction, as in statsmodels. *Flips*: fixed = wrong in the reference and right in the other;
broken = the reverse; changed = the predictions differ. Regression: nearer to the label and farther from it.

Intervals and p-values equal those of statsmodels, scipy, and numerical derivatives of scikit-learn's functions
(\`test/reference/compare.py\`); their coverage was measured by simulation (\`test/reference/differenceCoverage.ts\`). They are not
adjusted for the number of runs or figures looked at.

## Hardest rows

*Loss*: minus the natural logarithm of the score of the true class, clipped as in the log loss, whose mean it is. *Confident errors*: wrong
rows by the score of the class that was predicted. *Margin*: the highest score minus the second highest; where a decision threshold is set,
twice the distance of the score from it, which is the same at 0.5. *Absolute error*: the size of predicted minus actual. They are columns
of the rows of a run, to be sorted and filtered by (\`test/reference/threshold.py\`).

*Likely mislabelled* (confident learning, Northcutt et al. 2021): rows whose label is likely another class. The bar of a class is the mean
score that it gets on the rows labelled so; rows confidently of a class are those that reach its bar. Counted by label and by that class, and
calibrated to the counts of the labels, they say how many labels of each kind are wrong; so many are listed, those with the widest margin for
the other class (cleanlab's filter \`prune_by_noise_rate\`). *Label quality* is (score of the label − highest other score + 1) / 2, the lowest first. It lists what the model
doubts, right or wrong: a model that is often wrong names many sound labels too. Equal to cleanlab's (\`test/reference/labelIssues.py\`).

## Decision thresholds

At a threshold a row is predicted positive where its score is at least that. The counts are those of every labelled row, with its weight,
at 0, 0.001, …, 1 and at the scores themselves; beyond 1,000 different scores at about 1,000 quantiles of them. Rows whose label the model
does not know are never right and count as false alarms where they are predicted positive. Cost = false alarms × cost of a false alarm +
missed rows × cost of a missed row. Precision, recall, F1 and accuracy equal scikit-learn's (\`test/reference/threshold.py\`).
`;
  await expect(page).toMatchFileSnapshot('../../docs/metrics.md');
});
