import { textProto } from '../formats/textProto.ts';
import { findingsOf } from '../lint/findingsOf.ts';
import type { BundleTarget, LintRule, TargetContext } from './target.ts';
import { goldenSteps, tensorBytes, type GoldenStep } from '../raw/goldenSteps.ts';
import { modelCopies } from '../raw/modelRepository.ts';
import { notAppliedRule } from '../raw/notApplied.ts';
import { textSource } from '../zip/sources.ts';
import type { ZipSource } from '../zip/writeZip.ts';
import { configComments, labelLines, labelsName, tritonConfig } from './triton/config.ts';
import { perfAnalyzerText } from './triton/perfAnalyzer.ts';
import { tritonReadme } from './triton/readme.ts';
import { maxBatchSize, tensorOutputs, tritonType, whyNoBatching } from './triton/signature.ts';

const folder = 'triton';

/** A model with external data is a folder called model.onnx; Triton finds the data nowhere else. */
function versionFiles({ sources: { name }, modelFiles }: TargetContext): ZipSource[] {
  const version = `${folder}/${name}/1`;
  return modelCopies(modelFiles.length > 1 ? `${version}/model.onnx` : version, modelFiles);
}

function warmupFiles({ sources: { name, model } }: TargetContext, step: GoldenStep | undefined): ZipSource[] {
  return model.inputs.flatMap((input, index): ZipSource[] => {
    const tensor = step?.inputs[input.name];
    if (!tensor) return [];
    const content = tensorBytes(tensor);
    return [{ path: `${folder}/${name}/warmup/input-${index}`, bytes: content.length, content }];
  });
}

async function files(context: TargetContext): Promise<ZipSource[]> {
  const { name, model } = context.sources;
  const outputs = tensorOutputs(model);
  const steps = await goldenSteps(
    context,
    outputs.map((output) => output.name),
  );
  const isBatched = maxBatchSize(context) > 0;
  const isFixed = outputs.every(({ shape }) => shape?.slice(isBatched ? 1 : 0).every((dim) => typeof dim === 'number'));
  const labels = labelLines(context);
  const config = textProto(tritonConfig(context, steps), configComments(context));
  return [
    textSource(`${folder}/${name}/config.pbtxt`, config),
    ...versionFiles(context),
    ...warmupFiles(context, steps[0]),
    ...(labels ? [textSource(`${folder}/${name}/${labelsName}`, labels.text)] : []),
    ...(steps.length > 0 ? [textSource(`${folder}/perf_analyzer_input.json`, perfAnalyzerText(steps, isBatched, isFixed))] : []),
    textSource(`${folder}/README.md`, tritonReadme(context, isFixed && steps.length > 0)),
  ];
}

const rules: readonly LintRule[] = [
  notAppliedRule('Triton'),
  {
    id: 'triton-not-a-tensor',
    severity: 'blocking',
    what: 'Inputs or outputs that are no tensors (ZipMap), which Triton refuses to load.',
    check: ({ sources: { model } }) =>
      [...model.inputs, ...model.outputs]
        .filter(({ kind }) => kind !== 'tensor')
        .map(({ name, kind }) => ({
          message: `Triton does not load a model with the ${kind} "${name}".`,
          fix: 'Export the model with tensors only (scikit-learn: options={"zipmap": False}), and validate it anew.',
        })),
  },
  {
    id: 'triton-type',
    severity: 'blocking',
    what: 'Element types that Triton has no name for.',
    check: ({ sources: { model } }) =>
      [...model.inputs, ...tensorOutputs(model)]
        .filter(({ type }) => tritonType(type) === null)
        .map(({ name, type }) => ({
          message: `Triton has no element type for "${name}" (${type}).`,
          fix: 'Export the model with float32, integer, bool or string inputs and outputs, and validate it anew.',
        })),
  },
  {
    id: 'triton-no-shape',
    severity: 'warning',
    what: 'Tensors whose shape the file does not state: the configuration then says what the golden rows showed.',
    check: ({ sources: { model } }) =>
      [...model.inputs, ...tensorOutputs(model)]
        .filter(({ shape }) => shape === null)
        .map(({ name }) => ({
          message: `The file states no shape for "${name}"; config.pbtxt says what the golden rows showed, which Triton may refuse.`,
          fix: 'Save the model with its shapes (onnx.shape_inference.infer_shapes), and validate it anew.',
        })),
  },
  {
    id: 'triton-runtime',
    severity: 'note',
    what: 'Operator sets or an IR version so new (above 21, or 10) that older images of Triton, each with its own ONNX Runtime, do not load the model.',
    check: ({ sources: { model } }) => {
      const opset = Math.max(
        0,
        ...model.opsets.filter(({ domain }) => domain === '' || domain === 'ai.onnx').map(({ version }) => version),
      );
      return opset <= 21 && model.irVersion <= 10
        ? []
        : [
            {
              message: `The model needs an ONNX Runtime that knows ai.onnx ${opset} and IR version ${model.irVersion}, which not every image of Triton has.`,
              fix: 'Choose an image by the version of ONNX Runtime in its release notes, or save the model with ai.onnx 21 and IR version 10 (onnx.version_converter) and validate it anew.',
            },
          ];
    },
  },
  {
    id: 'triton-no-batching',
    severity: 'note',
    what: 'Why requests are not put together into batches: max_batch_size is 0 then.',
    check: (context) => {
      const why = whyNoBatching(context);
      return why === null
        ? []
        : [
            {
              message: `Triton does not put requests together: ${why}.`,
              fix: 'For more throughput, export the model with a dynamic first dimension and independent rows, and validate it anew.',
            },
          ];
    },
  },
];

export const triton: BundleTarget = {
  id: 'triton',
  title: 'NVIDIA Triton',
  what: 'A model repository with configuration, warm-up and labels, and real rows for perf_analyzer. Serves the model alone, without the preparation.',
  folder,
  checked:
    "config.pbtxt parsed with Triton's own definition (model_config.proto) and compared with the model; on no Triton server",
  isDefault: false,
  rules,
  files,
  lint: (context) => findingsOf(rules, context),
};
