// What the targets that score in Python have in common: the module, what it needs, and what it cannot do.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { batchDependence } from './batchDependence.ts';
import type { Finding, TargetContext } from './targets/target.ts';

/** The module that carries out the plan, in app/bundle/assets. */
export const scorerModule = 'drydock_model.py';

/** For environments that are made anew. onnxruntime 1.24 and newer have no wheels for Python 3.10. */
export const pythonVersion = '3.12';

/** What the module was tried with; onnxruntime is the one of the server, since figures hold for that version. */
export function scorerPackages(runtimeVersion: string): string[] {
  return [`onnxruntime==${runtimeVersion}`, 'numpy>=1.26,<3', 'pandas>=2.0,<4'];
}

type AnswerKind = 'text' | 'number' | 'boolean' | 'texts';

/** Columns of the answers, and what they hold. */
export function answerColumns({ reading, abstain }: PreparationPlan): [string, AnswerKind][] {
  const columns: [string, AnswerKind][] = [['prediction', reading.task === 'regression' ? 'number' : 'text']];
  if (reading.task !== 'regression' && reading.scores) {
    for (const label of reading.classes) columns.push([`score_${label}`, 'number']);
    if (abstain) columns.push(['abstained', 'boolean']);
    if (abstain?.kind === 'conformal') columns.push(['set', 'texts']);
  }
  columns.push(['error', 'text']);
  return columns;
}

/** What does not come out in Python as it was validated. */
export function scorerFindings(context: TargetContext): Finding[] {
  return [...batchFindings(context), ...customOperators(context), ...hugeIntegers(context)];
}

function batchFindings({ sources: { record, report } }: TargetContext): Finding[] {
  const mixed = batchDependence(record, report);
  if (!mixed) return [];
  const validated = mixed.batch === null ? 'other batches' : `batches of ${mixed.batch}`;
  return [
    {
      rule: 'python-batches',
      severity: 'warning',
      message: `Rows of a batch influence each other: the model was validated on ${validated}, but is run on blocks of as many rows as are given at a time.`,
      fix: mixed.hint || 'Export the model for inference, so that each row is answered by itself, and validate it anew.',
    },
  ];
}

function customOperators({ sources: { model } }: TargetContext): Finding[] {
  if (model.customDomains.length === 0) return [];
  return [
    {
      rule: 'python-operators',
      severity: 'blocking',
      message: `The model uses operators of ${model.customDomains.map((name) => `"${name}"`).join(', ')}, which the Python package onnxruntime does not have.`,
      fix: 'Export the model with standard operators.',
    },
  ];
}

/** Beyond 2^53 the validation keeps digits that neither JSON nor a float column of pandas can hold. */
function hugeIntegers({ sources: { record, data } }: TargetContext): Finding[] {
  const exact = record.plan.inputs.filter(({ type }) => type === 'int64' || type === 'uint64');
  const fed = new Set(exact.flatMap(({ features }) => features.map(({ column }) => column)));
  const huge = data.columns.filter((column) => fed.has(column.name) && isHuge(column));
  return huge.map(({ name }) => ({
    rule: 'python-integers',
    severity: 'warning',
    message: `The column "${name}" holds whole numbers beyond 2^53. They were validated exactly, but are refused in Python, as by the server.`,
    fix: 'Number the ids of that column anew with smaller numbers, for training as well, or accept that such rows get no prediction.',
  }));
}

function isHuge({ min, max }: ColumnProfile): boolean {
  return [min, max].some((bound) => Math.abs(Number(bound)) > Number.MAX_SAFE_INTEGER);
}
