// What of the model file keeps it from being served, or served the same elsewhere.
import { isAbsolute, win32 } from 'node:path';
import { runtimeLimits } from './runtimeLimits.ts';
import type { LintRule } from '../targets/target.ts';

const anew = 'and validate it anew';

export const customOperators: LintRule = {
  id: 'custom-operators',
  severity: 'blocking',
  what: 'Operators of domains that ONNX Runtime does not bring along, which need a library that is not in the bundle.',
  check: ({ sources: { model } }) =>
    model.customDomains.map((domain) => ({
      message: `The model uses operators of "${domain}", which the server cannot run.`,
      fix: `Export the model with standard operators, ${anew}.`,
    })),
};

export const unservableTypes: LintRule = {
  id: 'unservable-types',
  severity: 'blocking',
  what: 'Inputs or outputs of element types that cannot be handed to the runtime (bfloat16, float8, complex).',
  check: ({ sources: { model } }) => {
    const impassable = ['bfloat16', 'float8', 'complex64', 'complex128', 'int4', 'uint4', 'unknown'];
    return [...model.inputs, ...model.outputs]
      .filter(({ kind, type }) => kind === 'tensor' && impassable.includes(type))
      .map(({ name, type }) => ({
        message: `"${name}" is ${type}, which no request can carry.`,
        fix: `Export the model with float32 inputs and outputs, ${anew}.`,
      }));
  },
};

export const halfPrecision: LintRule = {
  id: 'half-precision',
  severity: 'warning',
  what: 'Inputs or outputs in float16: numbers beyond 65,504 are infinite, digits beyond the third are lost, and most servers take it in binary requests only.',
  check: ({ sources: { model } }) => {
    const names = [...model.inputs, ...model.outputs].filter(({ type }) => type === 'float16').map(({ name }) => `"${name}"`);
    return names.length === 0
      ? []
      : [
          {
            message: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} float16: about three digits, up to 65,504.`,
            fix: `Keep float16 inside the model and give it float32 inputs and outputs (onnxconverter-common: keep_io_types=True), ${anew}.`,
          },
        ];
  },
};

export const versionTooNew: LintRule = {
  id: 'version-too-new',
  severity: 'blocking',
  what: 'IR version or operator sets above those that the pinned ONNX Runtime of the server knows.',
  check: ({ sources: { model } }) => {
    const { irVersion, opsets } = runtimeLimits;
    const fix = `Save the model with IR version ${irVersion}, ai.onnx ${opsets['']} and ai.onnx.ml ${opsets['ai.onnx.ml']} at most (onnx.version_converter), ${anew}.`;
    const newer = model.opsets.filter(({ domain, version }) => {
      const known = opsets[domain === 'ai.onnx' ? '' : domain];
      return known !== undefined && version > known;
    });
    return [
      ...(model.irVersion > irVersion ? [{ message: `The model has IR version ${model.irVersion}.`, fix }] : []),
      ...newer.map(({ domain, version }) => ({ message: `The model needs ${domain || 'ai.onnx'} ${version}.`, fix })),
    ];
  },
};

const integerOperators = /^(QLinear|QGemm$|QAttention$|QMoE$|(De)?QuantizeLinear$|DynamicQuantize|MatMulInteger|ConvInteger$)/;

export const int8: LintRule = {
  id: 'int8',
  severity: 'note',
  what: 'Quantized operators, whose answers depend on the processor: without VNNI, sums of 8-bit products may saturate.',
  check: ({ sources: { model, record, form } }) => {
    // Its weights have 7 bits, so that no sum of two products saturates.
    if (form?.kind === 'int8' || form?.kind === 'int8-static') return [];
    const names = model.operators.filter(({ name }) => integerOperators.test(name)).map(({ name }) => name);
    return names.length === 0
      ? []
      : [
          {
            message: `The model is quantized (${names.join(', ')}), and its answers depend on the processor. It was validated on ${record.host.cpu}.`,
            fix: 'Run `drydock verify`, or replay the golden rows, on the machine that is to serve it.',
          },
        ];
  },
};

export const externalPaths: LintRule = {
  id: 'external-data-path',
  severity: 'blocking',
  what: 'External data by an absolute path or outside of the folder of the model, where no other machine finds them.',
  check: ({ sources: { model } }) =>
    model.externalData
      .filter(({ location }) => isAbsolute(location) || win32.isAbsolute(location) || location.split(/[\\/]/).includes('..'))
      .map(({ location }) => ({
        message: `The model looks for its data in ${JSON.stringify(location)}.`,
        fix: `Save the model with its data in one file beside it (onnx.save_model with save_as_external_data), ${anew}.`,
      })),
};

export const unservedOutputs: LintRule = {
  id: 'output-not-served',
  severity: 'warning',
  what: 'Outputs that are no tensors, which the runtime cannot give back.',
  check: ({ sources: { model } }) =>
    model.outputs
      .filter(({ kind }) => kind !== 'tensor')
      .map(({ name, kind }) => ({
        message: `The output "${name}" is a ${kind} and is not served.`,
        fix: `Where it is needed, export the model with tensors only (scikit-learn: options={"zipmap": False}), ${anew}.`,
      })),
};

export const needsLocale: LintRule = {
  id: 'needs-locale',
  severity: 'warning',
  what: 'Texts that are lower-cased by the rules of a locale, which small container images do not have: the model does not load there.',
  check: ({ sources: { model } }) =>
    model.warnings
      .filter(({ code }) => code === 'NEEDS_LOCALE')
      .map(({ message }) => ({
        message: `${message} The image of the Dockerfile (bookworm-slim) has none but C.`,
        fix: 'Export with locale "C", or install the locale in the Dockerfile (apt-get install locales) and set LANG.',
      })),
};
