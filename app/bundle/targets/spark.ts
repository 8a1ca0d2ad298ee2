// A Spark batch job over the files of the bundle: every row of a table gets what the server would answer.
import { answerColumns, scorerFindings, scorerModule, scorerPackages } from '../pythonScorer.ts';
import { textSource } from '../zip/sources.ts';
import type { BundleTarget, Finding, TargetContext } from './target.ts';

const folder = 'spark';

export const spark: BundleTarget = {
  id: 'spark',
  title: 'Spark batch job',
  what: 'A job for spark-submit that scores tables of any size (Parquet, CSV, JSON) with the validated preparation in Python.',
  folder,
  checked: 'run by Spark 3.5 in local mode with the golden rows and with a million rows; not on a cluster',
  isDefault: false,
  files: async (context) => [
    textSource(`${folder}/score.py`, await context.asset('spark_score.py')),
    textSource(`${folder}/${scorerModule}`, await context.asset(scorerModule)),
    textSource(`${folder}/requirements.txt`, [...scorerPackages(context.runtimeVersion), 'pyarrow>=14', ''].join('\n')),
    textSource(`${folder}/README.md`, readme(context)),
  ],
  lint: (context) => [...scorerFindings(context), ...takenNames(context)],
};

/** The job keeps the columns of its input beside the answers: two of one name cannot be. */
function takenNames({ sources: { record, data } }: TargetContext): Finding[] {
  const answers = new Set(answerColumns(record.plan).map(([name]) => name));
  const taken = data.columns.filter(({ name }) => answers.has(name)).map(({ name }) => `"${name}"`);
  if (taken.length === 0) return [];
  return [
    {
      rule: 'spark-columns',
      severity: 'warning',
      message: `The data have columns that are called as those of the answers: ${taken.join(', ')}.`,
      fix: 'Start the job with --keep and the columns to keep beside the answers, without these.',
    },
  ];
}

function readme({ sources: { record, name }, runtimeVersion }: TargetContext): string {
  const columns = answerColumns(record.plan)
    .slice(0, 20)
    .map(([column]) => `\`${column}\``)
    .join(', ');
  return `# Batch scoring of ${name} with Spark

Every row of a table gets what the server of this bundle would answer to it. Needs Spark 3.4 or newer, and on every worker
Python 3.11 or newer with the packages of \`requirements.txt\` (onnxruntime ${runtimeVersion} is the version of the server).

\`\`\`sh
pip install -r spark/requirements.txt
spark-submit spark/score.py --input DATA --output DIR
\`\`\`

Run it in the folder of the unpacked bundle: the job takes the model from \`model/\` and sends it to the workers.
On a cluster it is started with \`--deploy-mode client\`, the default.

| option | what |
|---|---|
| \`--input DATA\` | Parquet, or CSV or JSON lines by their ending (\`--input-format\` says otherwise) |
| \`--output DIR\` | must not exist, unless \`--overwrite\` is given |
| \`--format FORMAT\` | of the output: parquet (default), csv, json |
| \`--keep COLUMN ...\` | columns of the input to keep beside the answers (default: all) |
| \`--strict\` | stop at the first row that the server would refuse |
| \`--model DIR\` | where the folder \`model/\` lies, if not beside \`spark/\` |

The answers are the columns ${columns}. A row without a prediction has its reason in \`error\`: a missing value that
the validated policy rejects, or a cell that the server would refuse (a text where a number was validated, a number that the model
cannot take). Nothing is converted silently.

CSV is read as the server reads it: UTF-8, commas between the cells, a decimal point in numbers, a header line, an empty cell is
missing. Times of Parquet go in as milliseconds since 1970, UTC.
`;
}
