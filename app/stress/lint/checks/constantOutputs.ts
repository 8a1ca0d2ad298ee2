import { runPrepared } from '../../../inference/runPrepared.ts';
import { elementCount, isText, type TensorData } from '../../../prepare/tensors.ts';
import { finding, listed, type LintContext, type LintRule } from '../lintContext.ts';
import type { LintFinding } from '../../../api/schemas/lint.ts';

export const constantOutputs: LintRule = {
  id: 'constant-outputs',
  title: 'An output is always the same',
  help: 'An output that does not change from row to row tells nothing: a branch was cut off when the model was exported, or it is saturated.',
  async look(context) {
    const { session, plan, prepared } = context;
    if (prepared.rowCount < 2) return { skipped: 'It takes two rows or more.' };
    const outputs = await runPrepared(
      session,
      plan,
      prepared,
      session.outputs.map(({ name }) => name),
    );
    const used = new Set([plan.reading.scores?.output, plan.reading.label?.output, plan.reading.value?.output]);
    const findings: LintFinding[] = [];
    const perRow = Object.entries(outputs).filter(([, tensor]) => tensor.dims[0] === prepared.rowCount);
    for (const [name, tensor] of perRow) {
      const { constant, width } = constantElements(tensor);
      if (constant.length === 0) continue;
      const all = constant.length === width;
      findings.push(
        finding({
          id: `constant:${name}`,
          severity:
            all && used.has(name) && name !== plan.reading.label?.output ? 'fail' : all && used.has(name) ? 'warn' : 'info',
          message: all
            ? `The output “${name}” is the same in all ${prepared.rowCount} rows.`
            : `${constant.length} of ${width} elements of the output “${name}” are the same in all ${prepared.rowCount} rows: ${listed(constant.map(String))}.`,
          meaning: used.has(name)
            ? 'Whatever goes in, the same comes out: the model does not look at its inputs, or the export lost them.'
            : 'It is not read by this mapping; who reads it learns nothing from it.',
          action: 'Compare the exported file with the original model on a few rows; look at the graph before this output.',
          where: { output: name },
          evidence: [
            { name: 'rows', value: prepared.rowCount },
            { name: 'constant elements', value: constant.length },
            { name: 'elements', value: width },
          ],
        }),
      );
    }
    const one = onePrediction(context);
    if (one) findings.push(one);
    return { summary: `${perRow.length} outputs over ${prepared.rowCount} rows.`, findings };
  },
};

/** The positions within a row whose element never changes. NaN is like NaN. */
function constantElements({ data, dims, ...tensor }: TensorData): { constant: number[]; width: number } {
  const rows = dims[0] ?? 0;
  const width = rows === 0 ? 0 : elementCount({ ...tensor, data, dims }) / rows;
  const at = (index: number): unknown => (isText(data) ? data.dictionary[data.codes[index] ?? -1] : data[index]);
  const constant: number[] = [];
  for (let k = 0; k < width; k++) {
    let row = 1;
    while (row < rows && Object.is(at(row * width + k), at(k))) row++;
    if (row === rows) constant.push(k);
  }
  return { constant, width };
}

/** Every row gets the same class, although the scores differ. */
function onePrediction({ clean, plan, prepared }: LintContext): LintFinding | null {
  const { classIndex, scores } = clean;
  if (!classIndex || !scores || new Set(classIndex).size > 1) return null;
  const label = plan.reading.classes[classIndex[0] ?? 0] ?? '';
  return finding({
    id: 'one-class',
    severity: 'warn',
    message: `All ${prepared.rowCount} rows are predicted as “${label}”.`,
    meaning: 'The scores differ, but the decision does not: the other classes are never chosen on such data.',
    action: 'Look at the decision threshold, at how the outputs are read, and at the class balance of the training data.',
    evidence: [{ name: 'rows', value: prepared.rowCount }],
  });
}
