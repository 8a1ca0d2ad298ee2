// What was noted when the data were read, among the warnings of the run: whoever reads only the figures learns of it.
import type { Warning } from '../api/schemas/common.ts';
import type { DataQuestion, DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';

/** The run tells of these itself. */
const toldByTheRun = new Set(['rows-rejected']);

/** Questions nobody has answered, then what concerns the whole file or a column that the run uses. */
export function datasetWarnings(data: DatasetCard, mapping: Mapping): Warning[] {
  const used = new Set<string | null>([
    ...mapping.inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)),
    ...mapping.columns.filter(({ role }) => role !== 'feature' && role !== 'ignored').map(({ name }) => name),
  ]);
  return [
    ...data.questions.map(openQuestion),
    ...data.warnings.filter(
      ({ code, where }) => !toldByTheRun.has(code) && (where?.column === undefined || used.has(where.column)),
    ),
  ];
}

function openQuestion({ kind, column, question, choices }: DataQuestion): Warning {
  const [first = '', ...others] = choices.map(({ value }) => (kind === 'sheet' ? `"${value}"` : value));
  const option = kind === 'sheet' ? `--sheet ${first}` : `--date-order "${column ?? ''}=${first}"`;
  return {
    code: 'open-question',
    message: `${question}${kind === 'sheet' ? '' : ' Nobody has said, so it was read as text.'}`,
    hint: `Answer on the Data page, or with ${option} (or ${others.join(', ')}).`,
    ...(column === undefined ? {} : { where: { column } }),
  };
}
