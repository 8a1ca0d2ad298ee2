// What the mapping check says besides errors, among the warnings of the run: whoever reads only the figures learns of guesses.
import type { Warning } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { checkMapping } from '../mapping/checkMapping.ts';

/** The run counts these itself, row by row; the check knows them from the profile of the data only. */
const countedByTheRun = new Set(['missing-values', 'unknown-labels', 'no-target']);

const guessable = ['target', 'time', 'weight'] as const;

/** What the check says, then the roles nobody has told. */
export function mappingWarnings(model: ModelCard, data: DatasetCard, mapping: Mapping): Warning[] {
  const { problems } = checkMapping(model, data, mapping);
  const told = problems.filter(({ severity, code }) => severity !== 'error' && !countedByTheRun.has(code ?? ''));
  return [
    ...told.map(({ code, message, hint, column }): Warning => ({
      code: code ?? 'mapping',
      message,
      hint,
      ...(column === undefined ? {} : { where: { column } }),
    })),
    ...guessedRoles(mapping, new Set(told.map(({ code }) => code))),
  ];
}

function guessedRoles(mapping: Mapping, told: ReadonlySet<string | undefined>): Warning[] {
  const guesses = guessable.flatMap((role) =>
    mapping.columns
      .filter((column) => column.role === role && column.confidence < 1 && !told.has(`guessed-${role}`))
      .map(({ name, reason }) => `"${name}" as ${role} (${reason})`),
  );
  if (guesses.length === 0) return [];
  return [
    {
      code: 'guessed-roles',
      message: `Columns were taken by guess: ${guesses.join('; ')}.`,
      hint: 'Name the right columns where a guess is wrong.',
    },
  ];
}
