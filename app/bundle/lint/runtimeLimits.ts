/**
 * The newest that ONNX Runtime 1.30, which the server is pinned to, loads: what is one above is refused
 * (test/app/bundle/lint/runtimeLimits.test.ts asks the installed one).
 */
export const runtimeLimits: { irVersion: number; opsets: Record<string, number> } = {
  irVersion: 13,
  opsets: { '': 26, 'ai.onnx.ml': 5 },
};
