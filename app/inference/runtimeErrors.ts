import { AppError, isAppError, type ErrorCode } from '../base/errors.ts';

interface Family {
  pattern: RegExp;
  code: ErrorCode;
  say: (found: RegExpExecArray) => { message: string; hint: string; tensor?: string };
}

/** What onnxruntime says (matched on 1.2x and 1.30 texts), and what that means to a person. First match wins. */
const families: Family[] = [
  {
    pattern: /input '([^']*)' is missing in 'feeds'/,
    code: 'DATA_MISMATCH',
    say: ([, name]) => ({
      message: `The model input "${name}" was not given.`,
      hint: 'Map a column to this input.',
      tensor: name ?? '',
    }),
  },
  {
    pattern: /Invalid rank for input: (\S+) Got: (\d+) Expected: (\d+)/,
    code: 'DATA_MISMATCH',
    say: ([, name, got, expected]) => ({
      message: `The model input "${name}" takes ${expected} dimensions, but got ${got}.`,
      hint: 'Check how many columns feed this input.',
      tensor: name ?? '',
    }),
  },
  {
    pattern: /Got invalid dimensions for input: (\S+) for the following indices\s+index: (\d+) Got: (-?\d+) Expected: (-?\d+)/,
    code: 'DATA_MISMATCH',
    say: ([, name, index, got, expected]) => ({
      message:
        index === '0'
          ? `The model input "${name}" takes exactly ${expected} rows at a time, but got ${got}.`
          : `The model input "${name}" takes ${expected} values a row, but got ${got}.`,
      hint: index === '0' ? 'The model was exported with a fixed batch size.' : 'Map exactly that many columns to this input.',
      tensor: name ?? '',
    }),
  },
  {
    pattern: /Unexpected input data type\. Actual: \(tensor\(([^)]*)\)\)\s*,\s*expected: \(tensor\(([^)]*)\)\)/,
    code: 'DATA_MISMATCH',
    say: ([, actual, expected]) => ({
      message: `A model input takes ${expected} values, but got ${actual}.`,
      hint: 'Open the model again so that its inputs are read afresh, and map its columns again.',
    }),
  },
  {
    pattern: /(?:Protobuf parsing failed|ModelProto does not have a graph|No graph was found in the protobuf)/,
    code: 'MODEL_INVALID',
    say: () => ({
      message: 'The model file is damaged or cut short: it cannot be parsed.',
      hint: 'Copy or export the model again, and compare its size with the original.',
    }),
  },
  {
    pattern: /Opset (\d+) is under development|support for domain (\S+) is till opset (\d+)/,
    code: 'MODEL_UNSUPPORTED',
    say: ([, opset, domain, till]) => ({
      message: opset
        ? `The model needs opset ${opset}, which this runtime does not know yet.`
        : `The model needs a newer opset of ${domain} than ${till}, the last one this runtime knows.`,
      hint: 'Export the model with a lower target opset (17 to 21 are safe choices), or update Drydock.',
    }),
  },
  {
    pattern: /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    code: 'MODEL_UNSUPPORTED',
    say: ([, version, max]) => ({
      message: `The model has IR version ${version}; this runtime reads up to ${max}.`,
      hint: 'Export the model with an older version of the onnx package, or set model.ir_version to the supported one.',
    }),
  },
  {
    pattern: /(\S+?)(?:\((-?\d+)\))? is not a registered function\/op|No Op registered for (\S+)/,
    code: 'MODEL_UNSUPPORTED',
    say: ([, operator, , unnamed]) => ({
      message: `The model uses the operator ${(operator ?? unnamed ?? '').replace(/^ai\.onnx:/, '')}, which this runtime does not know.`,
      hint: 'Export the model without this operator; custom operators need their own library and cannot be run here.',
    }),
  },
  {
    pattern: /Could not find an implementation for (\S+?)\((\d+)\) node with name '([^']*)'/,
    code: 'MODEL_UNSUPPORTED',
    say: ([, operator, version, node]) => ({
      message: `This runtime has no implementation of the operator ${operator} (version ${version}) for the types at node "${node}".`,
      hint: 'Export the model with float32 instead of this type (skl2onnx: FloatTensorType instead of DoubleTensorType in initial_types), or run it on another execution provider.',
    }),
  },
  {
    pattern: /Unsupported data type: (\d+)/,
    code: 'MODEL_UNSUPPORTED',
    say: ([, type]) => ({
      message: `An input or output of the model has an element type that cannot be passed here (ONNX type ${type}${type === '16' ? ', bfloat16' : ''}).`,
      hint: 'Export the model with float32 inputs and outputs.',
    }),
  },
  {
    pattern: /Non tensor type is temporarily not supported/,
    code: 'MODEL_UNSUPPORTED',
    say: () => ({
      message: 'An output of the model is a sequence or a map, which cannot be read here.',
      hint: 'Open the model in Drydock first: it rewrites ZipMap outputs. Or export it with zipmap=False.',
    }),
  },
  {
    pattern: /(?:external data|External data|external initializer|GetExtDataFromTensorProto|file_size|ReadExternalRawData)/,
    code: 'MODEL_INVALID',
    say: () => ({
      message: 'The external data of the model (its weights in a file of their own) are missing or too short.',
      hint: 'Keep the .data file beside the .onnx file, under the name it had when the model was exported.',
    }),
  },
  {
    pattern: /Failed to construct locale(?: with name:([\w.@-]+))?|locale::facet/,
    code: 'MODEL_UNSUPPORTED',
    say: ([, locale]) => ({
      message: `The model changes letter case by a locale${locale ? ` (${locale})` : ''} that this machine does not have.`,
      hint: 'Install the locale (e.g. the locales package; en_US.UTF-8 is the usual one), or export the model without StringNormalizer.',
    }),
  },
  {
    pattern: /(?:Failed to allocate memory|bad_alloc|BFCArena::AllocateRawInternal|out of memory)/i,
    code: 'TOO_LARGE',
    say: () => ({
      message: 'There is not enough memory to run the model on so many rows at once.',
      hint: 'Choose a smaller batch, or close other programs.',
    }),
  },
  {
    pattern: /(?:File doesn't exist|NO_SUCHFILE|Load model from (\S+) failed:.*No such file)/,
    code: 'NOT_FOUND',
    say: () => ({ message: 'The model file does not exist any more.', hint: 'Check the path, or open the model again.' }),
  },
];

/** Only the part of a runtime message that tells something: no source paths, no error-code prefix. */
export function tellingPart(message: string): string {
  return message
    .replace(/^\s*(?:Error:\s*)?\[?(?:E:|ErrorCode:)?[^\]]*?ONNXRuntimeError\]?\s*:\s*/, '')
    .replace(/\S*\/onnxruntime\/\S*?:\d+\s+\S.*?\)\s*/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 400);
}

const UNKNOWN = 'onnxruntime could not';

/** Whether the runtime said something that none of the families covers. */
export function isUnknownFault(error: AppError): boolean {
  return error.message.startsWith(UNKNOWN);
}

/** Turns whatever onnxruntime threw into an error a person can act on; the original is kept as the cause. */
export function friendlyRuntimeError(error: unknown, doing: 'load' | 'run', modelPath?: string): AppError {
  if (isAppError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  const file = modelPath === undefined ? {} : { file: modelPath };
  for (const family of families) {
    const found = family.pattern.exec(text);
    if (!found) continue;
    const { message, hint, tensor } = family.say(found);
    return new AppError(family.code, message, {
      hint,
      where: { ...file, ...(tensor ? { tensor } : {}) },
      cause: error,
    });
  }
  return new AppError(
    doing === 'load' ? 'MODEL_INVALID' : 'DATA_MISMATCH',
    `${UNKNOWN} ${doing} the model: ${tellingPart(text)}`,
    {
      hint:
        doing === 'load'
          ? 'Check the model with onnx.checker in Python, or export it again.'
          : 'Check the mapping; run the same rows in Python to see whether the model takes them.',
      where: file,
      cause: error,
    },
  );
}
