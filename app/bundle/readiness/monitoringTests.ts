// Section IV of the ML Test Score, "Monitoring". Source: Breck et al. 2017, https://research.google/pubs/pub46555/.
import { metricLabel } from '../report/metricLabels.ts';
import { counted, failed, figure, isClearlyWorse, partly, passed, unknown, type ScoreTest } from './judgement.ts';

export const monitoringTests: readonly ScoreTest[] = [
  {
    id: 'dependencies',
    title: 'Dependency changes result in notification',
    judge: () =>
      partly(
        'Every dependency is pinned by version and hash, and listed in sbom.cdx.json.',
        'Have the bill of materials watched for known vulnerabilities, and state by whom.',
      ),
  },
  {
    id: 'input-invariants',
    title: 'Data invariants hold for inputs',
    judge: ({ stress }) =>
      stress && stress.state === 'complete'
        ? passed(
            `The validated policy for missing and odd values is part of the server; ${counted(stress.corruptions, 'kind')} of damage were tried.`,
          )
        : partly(
            'The validated policy for missing and odd values is part of the server.',
            'Run the stress test to its end: what do damaged inputs do?',
          ),
  },
  {
    id: 'skew',
    title: 'Training and serving are not skewed',
    judge: ({ run }) =>
      run.batchDependent
        ? failed('An answer depends on the other rows of its batch.', 'Export the model for inference, and validate it anew.')
        : passed('Validation and server run the same preparation and inference; golden rows agreed to the stated tolerance.'),
  },
  {
    id: 'stale',
    title: 'Models are not too stale',
    judge: ({ drift }) => {
      if (!drift) return unknown('Look for drift (Over time, Drift).');
      const said = `${drift.headline} (${counted(drift.columns, 'column')} compared)`;
      if (drift.action === 'retrain' || drift.action === 'fix the data')
        return failed(said, drift.action === 'retrain' ? 'Retrain on fresh rows.' : 'Mend the data first.');
      return drift.action === 'look' ? partly(said, 'Look at the columns that changed.') : passed(said);
    },
  },
  {
    id: 'numerically-stable',
    title: 'Models are numerically stable',
    judge: ({ run, lint, stress }) => {
      if (run.fatalRows > 0)
        return failed(`${counted(run.fatalRows, 'row')} ended the runtime.`, 'Find out what in them does; guard against it.');
      if (lint && lint.fail > 0) return failed('The search for silent failures found some.', 'Mend them, or guard against them.');
      if (lint && stress) return passed('Neither odd values nor damaged ones made it fail silently or end the runtime.');
      return unknown('Run the stress test and the search for silent failures.', 'No row of the run ended the runtime.');
    },
  },
  {
    id: 'performance',
    title: 'Computing performance has not regressed',
    judge: ({ load }) =>
      load
        ? passed(
            `Measured: ${load.ratePerSecond.toFixed(0)} requests a second with p99 ${load.p99Ms.toFixed(0)} ms, on ${load.machine}.`,
          )
        : unknown('Make a load test (Bundle, Scale, or drydock loadtest).'),
  },
  {
    id: 'quality-kept',
    title: 'Prediction quality has not regressed on served data',
    judge: ({ windows, headline, deployed }) => {
      if (headline && deployed?.value && deployed.labelled > 0) {
        const said = `${metricLabel(headline.metric)}: validated ${figure(headline.value)}, served ${figure(deployed.value)}`;
        return isClearlyWorse(deployed.value, headline.value, headline.higherIsBetter)
          ? failed(`${said}.`, 'Retrain on fresh rows.')
          : passed(`${said}.`);
      }
      const known = windows.filter(({ value }) => value.value !== null);
      const next = 'Send labels back once it is deployed, and read the log (Monitor).';
      if (!headline || known.length < 3) return unknown(next);
      const [first, last] = [known[0]!.value, known.at(-1)!.value];
      const said = `Nothing was served yet. In the validated data, ${metricLabel(headline.metric)} is ${figure(first)} in the first window and ${figure(last)} in the last`;
      return isClearlyWorse(last, first, headline.higherIsBetter)
        ? failed(`${said}.`, 'Retrain on fresh rows.')
        : partly(`${said}.`, next);
    },
  },
];
