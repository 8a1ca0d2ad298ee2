// Section II of the ML Test Score, "Model development". Source: Breck et al. 2017, https://research.google/pubs/pub46555/.
import { metricLabel } from '../report/metricLabels.ts';
import { byHand, counted, failed, figure, isClearlyWorse, partly, passed, unknown, type ScoreTest } from './judgement.ts';

export const modelTests: readonly ScoreTest[] = [
  {
    id: 'reviewed',
    title: 'Model specs are reviewed and submitted',
    judge: ({ run }) =>
      run.hasNote
        ? partly('The run bears a note.', 'State who reviewed the model, and where its code lies.')
        : unknown('State who reviewed the model, and where its code lies.'),
  },
  {
    id: 'offline-online',
    title: 'Offline and online metrics correlate',
    judge: ({ deployed, headline }) => {
      if (!deployed?.value || !headline) return unknown('Deploy, send labels back, and read the log (Monitor).');
      const said = `${metricLabel(headline.metric)}: validated ${figure(headline.value)}, deployed ${figure(deployed.value)} over ${counted(deployed.labelled, 'labelled row')}`;
      return isClearlyWorse(deployed.value, headline.value, headline.higherIsBetter)
        ? failed(`${said}.`, 'Look at drift; retrain on fresh rows.')
        : passed(`${said}.`);
    },
  },
  byHand('tuned', 'All hyperparameters have been tuned', 'State how they were chosen.'),
  {
    id: 'staleness',
    title: 'The impact of model staleness is known',
    judge: ({ windows, headline }) => {
      const known = windows.filter(({ value }) => value.value !== null);
      if (!headline || known.length < 3) return unknown('Validate on data with times and labels over at least three windows.');
      return passed(
        `${metricLabel(headline.metric)} over ${known.length} windows: ${figure(known[0]!.value)} in the first, ${figure(known.at(-1)!.value)} in the last.`,
      );
    },
  },
  {
    id: 'simpler-model',
    title: 'A simpler model is not better',
    judge: ({ beyondDummy }) => {
      if (!beyondDummy) return unknown('Validate on data with labels.');
      const { metric, value, dummy, higherIsBetter, strategy } = beyondDummy;
      const said = `${metricLabel(metric)} ${figure(value)}; the dummy (${strategy}) gets ${Number(dummy.toPrecision(3))}`;
      const isBeyond = higherIsBetter ? (value.low ?? -Infinity) > dummy : (value.high ?? Infinity) < dummy;
      return isBeyond
        ? passed(`${said}.`)
        : failed(`${said}, which is not clearly worse.`, 'Do not serve a model that is no better than a constant answer.');
    },
  },
  {
    id: 'slices',
    title: 'Model quality is sufficient on important data slices',
    judge: ({ slices, headline, weakSlices }) => {
      const judged = slices.filter(({ value }) => value.value !== null);
      if (!headline || judged.length === 0) {
        if (!weakSlices) return unknown('Search for weak slices, or name the slices that matter (Validate).');
        const searched = `${counted(weakSlices.tested, 'slice')} were tested`;
        if (weakSlices.found === 0) return passed(`${searched}; none is worse than the rest beyond chance.`);
        return partly(
          `${searched}; ${counted(weakSlices.found, 'slice')} are worse than the rest beyond chance.`,
          'Name those that matter, and validate again.',
        );
      }
      const weak = judged.filter(({ value }) => isClearlyWorse(value, headline.value, headline.higherIsBetter));
      const said = `${metricLabel(headline.metric)} on ${counted(judged.length, 'named slice')}, all rows ${figure(headline.value)}`;
      if (weak.length === 0) return passed(`${said}: none is clearly worse.`);
      return failed(
        `${said}: clearly worse on ${weak.map(({ name, value }) => `${name} ${figure(value)}`).join(', ')}.`,
        'Train on more such rows, or say where the model must not be used.',
      );
    },
  },
  byHand(
    'inclusion',
    'The model is tested for considerations of inclusion',
    'Compare the groups (Validate), and state what came of it.',
  ),
];
