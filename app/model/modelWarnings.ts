// Things worth knowing about a model before it is run.
import type { ModelCard, TensorInfo } from '../api/schemas/models.ts';
import { repeatedClass, type ClassNames } from './classNames.ts';
import type { FileBytes } from './fileBytes.ts';
import { readAttributes } from './readAttributes.ts';
import type { ModelFile } from './readModelFile.ts';

type Warnings = ModelCard['warnings'];

/** Domains whose operators onnxruntime brings along. */
const knownDomains = new Set([
  '',
  'ai.onnx.ml',
  'ai.onnx.training',
  'ai.onnx.preview.training',
  'com.microsoft',
  'com.microsoft.nchwc',
]);

/**
 * How many rows the model takes at a time: the fixed first dimension of its inputs, null when any number.
 * Inputs of rank 0 have no rows.
 */
export function fixedBatch(inputs: TensorInfo[]): number | null {
  const sizes = inputs.flatMap(({ shape }) => (shape && shape.length > 0 && typeof shape[0] === 'number' ? [shape[0]] : []));
  return sizes.length === 0 ? null : Math.max(1, ...sizes);
}

function customDomainWarning(domains: string[]): Warnings {
  if (domains.length === 0) return [];
  const hint = domains.includes('ai.onnx.contrib')
    ? 'These operators belong to onnxruntime-extensions, which cannot be loaded here. Export the model without its tokenizer or image pre-processing.'
    : 'onnxruntime knows them only with a custom operator library. Export the model with standard operators.';
  return [
    { code: 'CUSTOM_OPERATORS', message: `The model uses operators of ${domains.map((name) => `"${name}"`).join(', ')}.`, hint },
  ];
}

function localeWarnings(bytes: FileBytes, model: ModelFile): Warnings {
  return model.graph.nodes
    .filter((node) => node.op === 'StringNormalizer')
    .flatMap((node): Warnings => {
      const { locale, case_change_action: action } = readAttributes(bytes, node.range, ['locale', 'case_change_action']);
      const name = locale?.text ?? 'en_US';
      if (name === 'C' || name === 'POSIX' || (action?.text ?? 'NONE') === 'NONE') return [];
      return [
        {
          code: 'NEEDS_LOCALE',
          message: `The model changes the case of texts by the rules of the locale "${name}", which must be installed where it runs.`,
          hint: 'Where it is missing, loading fails. Export with locale "C", or lower-case the texts before the model.',
        },
      ];
    });
}

function batchWarnings(inputs: TensorInfo[]): Warnings {
  const batch = fixedBatch(inputs);
  if (batch === null) return [];
  const rows = batch === 1 ? 'one row' : `${batch} rows`;
  const firsts = inputs.flatMap(({ shape }) => (shape && shape.length > 0 ? [shape[0]] : []));
  const mixed: Warnings = firsts.every((first) => first === firsts[0])
    ? []
    : [{ code: 'MIXED_BATCH', message: 'The inputs do not agree on the number of rows they take at a time.' }];
  return [
    {
      code: 'FIXED_BATCH',
      message: `The model takes exactly ${rows} at a time, which makes it slow on tables.`,
      hint: 'Export it with a dynamic first dimension (dynamic_shapes or dynamic_axes in torch.onnx.export) for full speed.',
    },
    ...mixed,
  ];
}

function outputWarnings(outputs: TensorInfo[]): Warnings {
  if (outputs.some(({ kind }) => kind === 'tensor')) return [];
  return [
    {
      code: 'NO_TENSOR_OUTPUT',
      message: 'None of the outputs is a tensor, and the runtime can return nothing else.',
      hint: 'Export the model with tensor outputs (for scikit-learn: options={"zipmap": False}).',
    },
  ];
}

/**
 * Classes that are named twice: by the model itself, which stops every run, or by what lies beside it, which is not used then.
 * @param unusable lists beside the model that name a class twice
 */
export function classWarnings(reading: ModelCard['reading'], unusable: readonly ClassNames[]): Warnings {
  const classes = reading?.classes ?? [];
  const twice = repeatedClass(classes);
  if (twice !== undefined) {
    return [
      {
        code: 'REPEATED_CLASS',
        message: `The model names the class "${twice}" twice, so that its answers cannot be told apart: ${shownClasses(classes)}.`,
        hint: 'It cannot be validated so: export it with a name of its own for each class.',
      },
    ];
  }
  if (!classes.every((name, index) => name === String(index))) return [];
  return unusable
    .filter(({ names }) => names.length === classes.length)
    .map(({ names, where }) => ({
      code: 'LABELS_NOT_USED',
      message: `The class names in ${where} were not used, because "${repeatedClass(names) ?? ''}" is there twice.`,
      hint: 'Give each class a name of its own there, and open the model again.',
    }));
}

function shownClasses(classes: readonly string[]): string {
  return `${classes.slice(0, 8).join(', ')}${classes.length > 8 ? ', …' : ''}`;
}

export function modelWarnings(
  bytes: FileBytes,
  model: ModelFile,
  inputs: TensorInfo[],
  outputs: TensorInfo[],
): { warnings: Warnings; customDomains: string[] } {
  const used = new Set([...model.totals.operators.values()].map(({ domain }) => domain));
  const customDomains = [...used].filter((domain) => !knownDomains.has(domain) && !model.functionDomains.has(domain)).sort();
  return {
    warnings: [
      ...customDomainWarning(customDomains),
      ...localeWarnings(bytes, model),
      ...batchWarnings(inputs),
      ...outputWarnings(outputs),
    ],
    customDomains,
  };
}
