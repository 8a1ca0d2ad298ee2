import { keptDecision } from '../api/decision.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, ToldMapping } from '../api/schemas/mapping.ts';
import { alignLabels } from './alignLabels.ts';
import { columnsWith } from './mappingProblem.ts';
import { positiveClass } from './suggestMapping.ts';

const roles = ['target', 'time', 'id', 'weight'] as const;

/**
 * `mapping` with what a person said beforehand, which wins over what it says itself. A column that loses its role to
 * another one feeds the model if it did, else it is ignored. Another target has other labels: they are matched anew.
 * @param suggested the suggestion under the same `told`
 * @throws INVALID_INPUT for a positive class that the model does not have
 */
export function withTold(
  mapping: Mapping,
  { told, suggested, data }: { told: ToldMapping; suggested: Mapping; data: DatasetCard },
): Mapping {
  const before = columnsWith(mapping, 'target')[0];
  const fed = new Set(mapping.inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  const columns = mapping.columns.map((column): Mapping['columns'][number] => {
    const { name, role } = column;
    const wanted = roles.find((one) => told[one] === name);
    if (wanted) return { name, role: wanted, reason: 'told', confidence: 1 };
    if (!roles.some((one) => one === role && told[one] !== undefined)) return column;
    const reason = `another column was told to be the ${role}`;
    return { name, role: fed.has(name) ? 'feature' : 'ignored', reason, confidence: 1 };
  });
  const isOtherTask = told.task !== undefined && told.task !== mapping.reading.task;
  const reading = isOtherTask ? suggested.reading : mapping.reading;
  const target = told.target ?? before;
  const keepsLabels = !isOtherTask && target === before;
  const profile = data.columns.find(({ name }) => name === target);
  const texts = profile && reading.task !== 'regression' ? profile.top.map(({ value }) => value) : [];
  const stays = !isOtherTask && (mapping.positive === null || reading.classes.includes(mapping.positive));
  const positive = told.positive !== undefined || !stays ? positiveClass(reading, told.positive) : mapping.positive;
  const { decision: _d, calibration: _c, abstain: _a, ...rest } = mapping;
  return {
    ...rest,
    ...keptDecision(mapping, { reading, positive }),
    columns,
    reading,
    positive,
    labels: keepsLabels ? mapping.labels : alignLabels(texts, reading.classes),
  };
}
