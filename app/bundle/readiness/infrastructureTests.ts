// Section III of the ML Test Score, "ML infrastructure". Source: Breck et al. 2017, https://research.google/pubs/pub46555/.
import { counted, failed, partly, passed, unknown, type ScoreTest } from './judgement.ts';

export const infrastructureTests: readonly ScoreTest[] = [
  {
    id: 'reproducible',
    title: 'Training is reproducible',
    judge: ({ retrained }) =>
      retrained > 0
        ? passed(`It was trained ${counted(retrained, 'time')} by a command that is kept with its rows and seed.`)
        : unknown('Retrain it by a command (Over time, Retrain), or state where training is kept and how it is repeated.'),
  },
  {
    id: 'model-tests',
    title: 'Model specs are unit tested',
    judge: ({ lint }) => {
      if (!lint) return unknown('Look for silent failures of the model (Model, or drydock lint).');
      const said = `${counted(lint.checks, 'check')} for silent failures: ${counted(lint.fail, 'failure')}, ${counted(lint.warn, 'warning')}`;
      return lint.fail > 0 ? failed(`${said}.`, 'Mend them, or guard against them.') : passed(`${said}.`);
    },
  },
  {
    id: 'pipeline-tests',
    title: 'The ML pipeline is integration tested',
    judge: () =>
      passed('At export, golden rows went through the code of the server from named values to answers, and agreed with the run.'),
  },
  {
    id: 'validated',
    title: 'Model quality is validated before it is served',
    judge: ({ run }) => {
      if (run.labelled === 0) return failed('The run has no labelled row.', 'Validate on rows with labels.');
      const said = `${counted(run.labelled, 'labelled row')} of ${run.rows.toLocaleString('en')}`;
      return run.complete ? passed(`${said}.`) : partly(`${said}, of a run that did not come to its end.`, 'Run it to its end.');
    },
  },
  {
    id: 'debuggable',
    title: 'The model is debuggable',
    judge: ({ rowTests }) =>
      rowTests > 0
        ? passed(`Any row can be asked about, cell by cell; ${counted(rowTests, 'row')} are kept as tests.`)
        : partly('Any row of the run can be asked about, cell by cell.', 'Keep rows that matter as tests (What if).'),
  },
  {
    id: 'canary',
    title: 'Models are canaried before they are served',
    judge: ({ deployed, decided }) => {
      if (deployed && deployed.rows > 0)
        return passed(`A deployed bundle of it answered ${counted(deployed.rows, 'row')}, which were read back.`);
      if (decided > 0)
        return partly('It was held against the model before on the same rows.', 'Send it a share of the real requests first.');
      return unknown('Send it a share of the real requests first, and check it with verify --url; then state how.');
    },
  },
  {
    id: 'rollback',
    title: 'Served models can be rolled back',
    judge: ({ otherBundles }) =>
      otherBundles > 0
        ? passed(`${counted(otherBundles, 'bundle')} of earlier runs are kept, each complete in itself.`)
        : partly(
            'A bundle is complete in itself, but there is no earlier one to go back to.',
            'Keep the bundles that were served.',
          ),
  },
];
