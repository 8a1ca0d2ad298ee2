// What OpenVINO's ONNX reader knows, as it said itself of every operator (`npm run check:targets` asks it again).
// Version 2026.4.
export const openvinoVersion = '2026.4';

/** Standard operators that it has no conversion for. Sequences pass in a few patterns only. */
export const unknownOperators: ReadonlySet<string> = new Set([
  'BitCast',
  'CausalConvWithState',
  'ConcatFromSequence',
  'CumProd',
  'DeformConv',
  'Det',
  'ImageDecoder',
  'LinearAttention',
  'MaxUnpool',
  'MelWeightMatrix',
  'Optional',
  'OptionalGetElement',
  'OptionalHasElement',
  'RegexFullMatch',
  'SequenceConstruct',
  'SequenceEmpty',
  'SequenceErase',
  'SequenceInsert',
  'SequenceLength',
  'SequenceMap',
  'StringConcat',
  'StringNormalizer',
  'StringSplit',
  'SwiGLU',
  'TensorScatter',
  'TfIdfVectorizer',
]);

/** Of ai.onnx.ml, nearly all of what scikit-learn models are made of is unknown to it. */
export const knownMlOperators: ReadonlySet<string> = new Set(['Normalizer']);

/** ONNX Runtime's own operators that it knows. */
export const knownRuntimeOperators: ReadonlySet<string> = new Set([
  'Attention',
  'BiasAdd',
  'BiasGelu',
  'DequantizeLinear',
  'DynamicQuantizeMatMul',
  'EmbedLayerNormalization',
  'FastGelu',
  'FusedConv',
  'FusedGemm',
  'FusedMatMul',
  'GatherND',
  'Gelu',
  'GroupNorm',
  'GroupQueryAttention',
  'MatMulIntegerToFloat',
  'MatMulNBits',
  'MultiHeadAttention',
  'Pad',
  'QLinearAdd',
  'QLinearAveragePool',
  'QLinearConcat',
  'QLinearLeakyRelu',
  'QLinearMul',
  'QLinearReduceMean',
  'QLinearSigmoid',
  'QLinearSoftmax',
  'QLinearWhere',
  'QuantizeLinear',
  'QuickGelu',
  'Range',
  'RotaryEmbedding',
  'SimplifiedLayerNormalization',
  'SkipLayerNormalization',
  'SkipSimplifiedLayerNormalization',
  'Trilu',
]);

export function isKnownToOpenvino({ name, domain }: { name: string; domain: string }): boolean {
  if (domain === '' || domain === 'ai.onnx') return !unknownOperators.has(name);
  if (domain === 'ai.onnx.ml') return knownMlOperators.has(name);
  return domain === 'com.microsoft' && knownRuntimeOperators.has(name);
}
