import { findingsOf } from '../lint/findingsOf.ts';
import type { BundleTarget, LintRule, TargetContext } from './target.ts';
import { markdownText } from '../modelCard.ts';
import { modelCopies } from '../raw/modelRepository.ts';
import { instead, notApplied, notAppliedRule } from '../raw/notApplied.ts';
import { jsonSource, textSource } from '../zip/sources.ts';
import { isKnownToOpenvino, openvinoVersion } from './openvino/operators.ts';

const folder = 'ovms';

/** Operators as they are said: "ai.onnx.ml TreeEnsembleClassifier". A ZipMap that was taken out of the file is not among them. */
function unknown({ sources: { model } }: TargetContext): string[] {
  const isTakenOut = model.repairs.some(({ kind }) => kind === 'zipmap');
  return model.operators
    .filter((operator) => !isKnownToOpenvino(operator) && !(isTakenOut && operator.name === 'ZipMap'))
    .map(({ name, domain }) => `${domain} ${name}`.trim());
}

const rules: readonly LintRule[] = [
  notAppliedRule('OpenVINO Model Server'),
  {
    id: 'openvino-operators',
    severity: 'blocking',
    what: `Operators that OpenVINO ${openvinoVersion} cannot read: nearly all of ai.onnx.ml (scikit-learn, XGBoost and LightGBM pipelines), sequences, strings, and some of ONNX Runtime's own.`,
    check: (context) => {
      const names = unknown(context);
      return names.length === 0
        ? []
        : [
            {
              message: `OpenVINO cannot read ${names.join(', ')}.`,
              fix: "Deploy it on Triton or with the bundle's own server, or export the model with standard operators.",
            },
          ];
    },
  },
  {
    id: 'openvino-strings',
    severity: 'blocking',
    what: 'Inputs or outputs that hold texts.',
    check: ({ sources: { model } }) => {
      const texts = [...model.inputs, ...model.outputs].filter(({ type, kind }) => kind === 'tensor' && type === 'string');
      const names = texts.map(({ name }) => `"${name}"`).join(', ');
      return names === ''
        ? []
        : [
            {
              message: `OpenVINO Model Server does not serve texts, which ${names} ${texts.length === 1 ? 'holds' : 'hold'}.`,
              fix: "Deploy it on Triton or with the bundle's own server, or export the model with encoded categories.",
            },
          ];
    },
  },
  {
    id: 'openvino-not-a-tensor',
    severity: 'blocking',
    what: 'Inputs or outputs that are no tensors: sequences and maps.',
    check: ({ sources: { model } }) =>
      [...model.inputs, ...model.outputs]
        .filter(({ kind }) => kind !== 'tensor')
        .map(({ name, kind }) => ({
          message: `OpenVINO does not know the ${kind} "${name}".`,
          fix: 'Export the model with tensors only (scikit-learn: options={"zipmap": False}), and validate it anew.',
        })),
  },
  {
    id: 'openvino-other-engine',
    severity: 'note',
    what: 'That answers come from another engine than the validated one, whose last digits may differ.',
    check: () => [
      {
        message:
          'OpenVINO computes what ONNX Runtime validated: the last digits of scores may differ, and with them classes at a threshold.',
        fix: 'Compare its answers with golden/responses.jsonl before it goes live.',
      },
    ],
  },
];

function readme({ sources: { name, record } }: TargetContext): string {
  return [
    `# ${name} on OpenVINO Model Server`,
    '',
    'The server serves the tensors of the model. It does **not** do what the validation did around it:',
    '',
    ...notApplied(record.plan).map((text) => `- ${markdownText(text)}`),
    '',
    markdownText(instead),
    '',
    '```sh',
    'docker run --rm -p 127.0.0.1:9000:9000 -p 127.0.0.1:8000:8000 -v "$PWD":/models:ro openvino/model_server:latest \\',
    '  --config_path /models/config.json --port 9000 --rest_port 8000 --metrics_enable',
    '```',
    '',
    `Tensors go to \`POST http://127.0.0.1:8000/v2/models/${name}/infer\`. Metrics are off unless \`--metrics_enable\` is given.`,
    '',
  ].join('\n');
}

export const openvino: BundleTarget = {
  id: 'openvino',
  title: 'OpenVINO Model Server',
  what: 'Configuration and model for OVMS on Intel hardware. Serves the model alone, without the preparation; most scikit-learn models cannot be read by it.',
  folder,
  checked: `models that the lint lets pass run in OpenVINO ${openvinoVersion} with answers that agree to five digits, those it blocks are refused by it; on no model server`,
  isDefault: false,
  rules,
  files: (context) => {
    const { name } = context.sources;
    return [
      jsonSource(`${folder}/config.json`, {
        model_config_list: [{ config: { name, base_path: `/models/${name}`, plugin_config: { PERFORMANCE_HINT: 'LATENCY' } } }],
      }),
      ...modelCopies(`${folder}/${name}/1`, context.modelFiles),
      textSource(`${folder}/README.md`, readme(context)),
    ];
  },
  lint: (context) => findingsOf(rules, context),
};
