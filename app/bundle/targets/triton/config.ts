// config.pbtxt of a model, as Triton's model_config.proto has it.
import type { TensorInfo } from '../../../api/schemas/models.ts';
import { EnumValue, type ProtoMessage } from '../../formats/textProto.ts';
import type { GoldenStep } from '../../raw/goldenSteps.ts';
import { measuredComment } from '../serverContainer.ts';
import type { TargetContext } from '../target.ts';
import { maxBatchSize, tensorOutputs, tritonDims, tritonType, whyNoBatching } from './signature.ts';

export const labelsName = 'labels.txt';
/** A request that has waited so long is refused: nobody waits for its answer any more. */
const queueSeconds = 2;
const unmeasured = { delayMicros: 500, queueSize: 256 };

/** Classes by position for the output that holds a score for each; null where there is none, or no line can hold a name. */
export function labelLines({ sources }: Pick<TargetContext, 'sources'>): { output: string; text: string } | null {
  const { scores, classes } = sources.record.plan.reading;
  if (!scores || (scores.form !== 'probabilities' && scores.form !== 'logits')) return null;
  if (classes.length === 0 || classes.some((name) => /[\r\n]/.test(name))) return null;
  return { output: scores.output, text: `${classes.join('\n')}\n` };
}

/** What the file leaves open is as the golden rows showed it. */
function shapeOf({ name, shape }: TensorInfo, step: GoldenStep | undefined): (number | string | null)[] {
  if (shape) return shape;
  const seen = (step?.inputs[name] ?? step?.outputs[name])?.dims ?? [];
  return seen.map((dim, index) => (index === 0 ? null : dim));
}

type TensorField = ProtoMessage & { name: string; data_type: EnumValue };

function tensorField(info: TensorInfo, isBatched: boolean, step: GoldenStep | undefined): TensorField {
  const { dims, reshape } = tritonDims(shapeOf(info, step), isBatched);
  return {
    name: info.name,
    data_type: tritonType(info.type) ?? new EnumValue('TYPE_INVALID'),
    dims,
    ...(reshape && { reshape }),
  };
}

function batching({ capacity }: TargetContext, maxRows: number): ProtoMessage {
  // Of what waits longer than the time allowed, nothing is of use: no more is let in than one replica answers in it.
  const carried = capacity?.perReplica.ratePerSecond.value ?? null;
  const queueSize = carried === null ? unmeasured.queueSize : Math.max(maxRows, Math.ceil(carried * queueSeconds));
  const delay = capacity ? Math.round(capacity.batch.maxDelayMs * 1000) : unmeasured.delayMicros;
  return {
    max_queue_delay_microseconds: delay,
    default_queue_policy: {
      timeout_action: new EnumValue('REJECT'),
      default_timeout_microseconds: queueSeconds * 1_000_000,
      max_queue_size: queueSize,
    },
  };
}

/** `warmup/input-<i>` holds the first golden row: zeros may be what the model refuses. */
function warmup(fields: TensorField[], step: GoldenStep, isBatched: boolean): ProtoMessage {
  return {
    name: 'first_golden_row',
    batch_size: 1,
    inputs: fields.map(({ name, data_type }, index) => {
      const dims = step.inputs[name]?.dims.slice(isBatched ? 1 : 0) ?? [];
      return {
        key: name,
        value: { data_type, dims: dims.length > 0 ? dims : [1], input_data_file: `input-${index}` },
      };
    }),
  };
}

/** `steps`: the golden rows as tensors; without one, there is no warm-up. */
export function tritonConfig(context: TargetContext, steps: readonly GoldenStep[]): ProtoMessage {
  const { sources, capacity } = context;
  const { name, model } = sources;
  const maxRows = maxBatchSize(context);
  const isBatched = maxRows > 0;
  const [first] = steps;
  const labels = labelLines(context);
  const inputs = model.inputs.map((info) => tensorField(info, isBatched, first));
  return {
    name,
    backend: 'onnxruntime',
    max_batch_size: maxRows,
    input: inputs,
    output: tensorOutputs(model).map((info) => ({
      ...tensorField(info, isBatched, first),
      ...(labels?.output === info.name && { label_filename: labelsName }),
    })),
    instance_group: [{ count: 1, kind: new EnumValue('KIND_CPU') }],
    ...(isBatched && { dynamic_batching: batching(context, maxRows) }),
    version_policy: { latest: { num_versions: 1 } },
    ...(capacity && {
      parameters: [
        {
          key: 'intra_op_thread_count',
          value: { string_value: String(Math.max(1, Math.ceil(capacity.perReplica.cores))) },
        },
      ],
    }),
    ...(first && { model_warmup: [warmup(inputs, first, isBatched)] }),
  };
}

export function configComments(context: TargetContext): string[] {
  const why = whyNoBatching(context);
  return [
    `${context.sources.name}: the model of run ${context.sources.record.id}, sha256 ${context.sources.model.runSha256}.`,
    ...(why === null ? [] : [`max_batch_size is 0, so dims are the whole shapes: ${why}.`]),
    ...(context.capacity
      ? [`${measuredComment(context.capacity)} It was made with the bundle's own server, not with Triton.`]
      : [measuredComment(null)]),
  ];
}
