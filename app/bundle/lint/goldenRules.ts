// What the golden rows give away: they are real rows, and travel in golden/, README.md and openapi.json.
import type { LintRule, TargetContext } from '../targets/target.ts';
import { personalByContent, personalByName } from './personalData.ts';
import { isSecretName, secretsIn } from './secrets.ts';

interface GoldenColumn {
  name: string;
  texts: string[];
  hasValues: boolean;
}

function columnsOf({ golden }: TargetContext): GoldenColumn[] {
  const names = [...new Set(golden.rows.flatMap(({ values }) => Object.keys(values)))];
  return names.map((name) => {
    const values = golden.rows.map((row) => row.values[name] ?? null).filter((value) => value !== null);
    return { name, texts: values.filter((value): value is string => typeof value === 'string'), hasValues: values.length > 0 };
  });
}

const replace = (column: string): string =>
  `Replace "${column}" in the data by something that tells nothing (a hash, a made-up value), validate on those and export that run; or treat the bundle as you treat the data.`;

export const goldenSecrets: LintRule = {
  id: 'golden-secret',
  severity: 'warning',
  what: 'Keys, tokens and passwords in the golden rows, by the name of the column and by the form of its cells.',
  check: (context) =>
    columnsOf(context).flatMap(({ name, texts, hasValues }) => {
      const kinds = [...new Set(texts.flatMap(secretsIn))];
      const isNamed = isSecretName(name) && hasValues;
      if (kinds.length === 0 && !isNamed) return [];
      const held = kinds.length > 0 ? kinds.join(', ') : 'secrets, by its name';
      return [{ message: `The golden rows carry "${name}", which looks like it holds ${held}.`, fix: replace(name) }];
    }),
};

export const goldenPersonalData: LintRule = {
  id: 'golden-personal-data',
  severity: 'warning',
  what: 'Personal data in the golden rows, by the name of the column (English) and by the form of its cells: e-mail addresses, phone numbers, names, addresses, numbers that identify people.',
  check: (context) =>
    columnsOf(context).flatMap(({ name, texts, hasValues }) => {
      const kind = (hasValues ? personalByName(name) : null) ?? personalByContent(texts);
      return kind === null
        ? []
        : [
            {
              message: `The golden rows carry "${name}", which looks like ${kind}; they stand in golden/, README.md and openapi.json.`,
              fix: replace(name),
            },
          ];
    }),
};
