// A folder that is an MLflow model: MLflow serves it, registers it and loads it without knowing Drydock.
// The format: https://mlflow.org/docs/latest/model/ (MLmodel, python_function flavor).
import { cellKinds } from '../../prepare/cellRules.ts';
import { sha256 } from '../../storage/sha256.ts';
import type { GoldenSet } from '../golden/goldenFiles.ts';
import { answerColumns, pythonVersion, scorerFindings, scorerModule, scorerPackages } from '../pythonScorer.ts';
import { jsonSource, textSource } from '../zip/sources.ts';
import type { BundleTarget, TargetContext } from './target.ts';

const folder = 'mlflow';

/** The signature needs the type `any`, which came with 2.20. */
const mlflowRange = 'mlflow>=2.20,<4';

export const mlflow: BundleTarget = {
  id: 'mlflow',
  title: 'MLflow model',
  what: 'A folder that MLflow serves, registers and loads (python_function), with the validated preparation in Python.',
  folder,
  checked: 'served and loaded by MLflow 3.17 with the golden rows',
  isDefault: false,
  files: async (context) => {
    const { golden, modelFiles, runtimeVersion } = context;
    const packages = [mlflowRange, ...scorerPackages(runtimeVersion)];
    return [
      textSource(`${folder}/MLmodel`, mlmodel(context)),
      textSource(`${folder}/requirements.txt`, lines(packages)),
      textSource(`${folder}/python_env.yaml`, pythonEnvironment),
      textSource(`${folder}/conda.yaml`, condaEnvironment(packages)),
      textSource(`${folder}/code/${scorerModule}`, await context.asset(scorerModule)),
      ...modelFiles.map(({ name, ...rest }) => ({ ...rest, path: `${folder}/model/${name}` })),
      jsonSource(`${folder}/model/preprocess.json`, context.sources.record.plan),
      jsonSource(`${folder}/input_example.json`, splitRow(golden)),
      jsonSource(`${folder}/serving_input_example.json`, { dataframe_split: splitRow(golden) }),
      textSource(`${folder}/README.md`, readme(context)),
    ];
  },
  lint: (context) => scorerFindings(context),
};

const lines = (items: readonly string[]): string => items.map((item) => `${item}\n`).join('');

const pythonEnvironment = lines([
  `python: ${JSON.stringify(pythonVersion)}`,
  'build_dependencies:',
  '- pip',
  'dependencies:',
  '- -r requirements.txt',
]);

function condaEnvironment(packages: readonly string[]): string {
  return lines([
    'channels:',
    '- conda-forge',
    'dependencies:',
    `- python=${pythonVersion}`,
    '- pip',
    '- pip:',
    ...packages.map((name) => `  - ${JSON.stringify(name)}`),
    'name: mlflow-env',
  ]);
}

/** The first golden row that is answered, as MLflow keeps examples (pandas, orient "split"). */
function splitRow({ rows, answers }: GoldenSet): { columns: string[]; data: unknown[][] } {
  const answered = Math.max(
    0,
    answers.findIndex(({ prediction }) => prediction !== null),
  );
  const values = rows[answered]?.values ?? {};
  return { columns: Object.keys(values), data: [Object.values(values)] };
}

const inputTypes = { text: 'string', number: 'any', boolean: 'any' } as const;

/**
 * Numbers and truth values are `any`: with `long` MLflow refuses missing cells, with `double` it refuses whole columns of
 * integers and turns texts and truth values into numbers without a word. The module itself checks every cell.
 */
function inputSchema({ sources }: TargetContext): object[] {
  return [...cellKinds(sources.record.plan)].map(([name, kind]) => ({ type: inputTypes[kind], name, required: true }));
}

/**
 * MLflow reads a CSV by the numpy types of the signature (parse_csv_input), which `any` has none of: it refuses the request before it
 * asks the module. Where all columns are texts, it reads it.
 */
function readme({ sources: { record, name } }: TargetContext): string {
  const kinds = [...cellKinds(record.plan)];
  const texts = kinds.filter(([, kind]) => kind === 'text').map(([column]) => column);
  const start = `# ${name} in MLflow

\`\`\`sh
mlflow models serve -m mlflow --env-manager local --port 5000
curl -s http://127.0.0.1:5000/invocations -H 'Content-Type: application/json' -d @mlflow/serving_input_example.json
\`\`\`

Both are run in the folder of the unpacked bundle. Rows go as \`dataframe_split\` or \`dataframe_records\`, a missing cell as \`null\`. A cell
that the server of the bundle would refuse is refused here, too, with the same words.
`;
  if (texts.length === kinds.length) return start;
  const types = JSON.stringify(Object.fromEntries(texts.map((column) => [column, 'str'])));
  return `${start}
## CSV

MLflow's own server refuses \`Content-Type: text/csv\` for this model ("Failed to get pandas types as some of the inputs types are not
DataType"). Numbers stand in the signature as \`any\`, so that MLflow does not turn texts into numbers and refuses neither integers nor missing
cells; a CSV it reads only by fixed types. Send the table as JSON:

\`\`\`sh
cat > csv_to_json.py <<'END'
import json, sys
import pandas as pd
rows = pd.read_csv(sys.argv[1], dtype=${types}, keep_default_na=False, na_values=[""])
rows = rows.astype(object).where(rows.notna(), None)
print(json.dumps({"dataframe_split": rows.to_dict("split", index=False)}))
END
python csv_to_json.py rows.csv | curl -s http://127.0.0.1:5000/invocations -H 'Content-Type: application/json' -d @-
\`\`\`

The server of the bundle itself takes CSV: \`POST /predict\`.
`;
}

const outputTypes = {
  text: { type: 'string' },
  number: { type: 'double' },
  boolean: { type: 'boolean' },
  texts: { type: 'array', items: { type: 'string' } },
} as const;

/** Any of them is missing where a row is rejected. */
function outputSchema({ sources }: TargetContext): object[] {
  return answerColumns(sources.record.plan).map(([name, what]) => ({ ...outputTypes[what], name, required: false }));
}

function mlmodel(context: TargetContext): string {
  const { sources } = context;
  const { record, model, name } = sources;
  // Of what the model is, not of the time: the same run gives the same id.
  const uuid = sha256(`${model.runSha256} ${JSON.stringify(record.plan)}`).slice(0, 32);
  // Texts as JSON, which is YAML as well.
  const quoted = (value: unknown): string => JSON.stringify(value);
  return lines([
    'flavors:',
    '  python_function:',
    '    code: code',
    '    data: model',
    '    env:',
    '      conda: conda.yaml',
    '      virtualenv: python_env.yaml',
    '    loader_module: drydock_model',
    `    python_version: ${quoted(pythonVersion)}`,
    'metadata:',
    `  drydock_bundle: ${quoted(name)}`,
    `  drydock_run: ${quoted(record.id)}`,
    `  drydock_version: ${quoted(record.versions.drydock)}`,
    `  cells: ${quoted(Object.fromEntries(cellKinds(record.plan)))}`,
    `model_uuid: ${quoted(uuid)}`,
    'saved_input_example_info:',
    '  artifact_path: input_example.json',
    '  pandas_orient: split',
    '  serving_input_path: serving_input_example.json',
    '  type: dataframe',
    'signature:',
    `  inputs: ${quoted(JSON.stringify(inputSchema(context)))}`,
    `  outputs: ${quoted(JSON.stringify(outputSchema(context)))}`,
    '  params: null',
  ]);
}
