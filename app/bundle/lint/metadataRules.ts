// What the model file says about itself, which travels with it.
import type { ModelCard } from '../../api/schemas/models.ts';
import type { LintRule } from '../targets/target.ts';
import { secretsIn } from './secrets.ts';

interface Text {
  where: string;
  text: string;
}

function textsOf(model: ModelCard): Text[] {
  return [
    { where: 'description', text: model.description },
    { where: 'graph name', text: model.graphName },
    { where: 'producer', text: `${model.producer} ${model.producerVersion}` },
    ...Object.entries(model.metadata).map(([key, text]) => ({ where: `metadata "${key}"`, text })),
  ];
}

const remove = (where: string): string =>
  `Remove it from the ${where} of the file (Python: onnx.load, change it, onnx.save), and validate that file.`;

const licences: { pattern: RegExp; name: string; means: string }[] = [
  {
    pattern: /\bAGPL|GNU AFFERO/i,
    name: 'AGPL',
    means: 'whoever offers it over a network must offer the source of the whole service',
  },
  {
    pattern: /(?<![AL])\bGPL-?[ v]?[23]|(?<!AFFERO )(?<!LESSER )GENERAL PUBLIC LICENSE/i,
    name: 'GPL',
    means: 'whoever passes it on must pass on the source',
  },
  { pattern: /\bCC[- ]BY[- ]NC|NON-?COMMERCIAL/i, name: 'a non-commercial licence', means: 'it must not be used commercially' },
];

export const licence: LintRule = {
  id: 'licence',
  severity: 'warning',
  what: 'A licence in the metadata that binds who serves the model: AGPL (as Ultralytics writes into its exports), GPL, non-commercial ones.',
  check: ({ sources: { model } }) =>
    licences.flatMap(({ pattern, name, means }) => {
      const found = textsOf(model).find(({ text }) => pattern.test(text));
      if (!found) return [];
      return [
        {
          message: `The ${found.where} of the model names ${name}: ${means}.`,
          fix: 'Ask whoever trained the model for a licence that fits, or use another model.',
        },
      ];
    }),
};

const leaks: { pattern: RegExp; what: string }[] = [
  { pattern: /(?:\/home\/|\/Users\/|[A-Za-z]:\\+Users\\+)[^\s/\\"'<>|]+/, what: 'the name of a user' },
  {
    pattern: /(?<![\w:/])\/(?:root|mnt|data|opt|srv|tmp|var|workspace|content|media)\/[^\s"'<>|]+|\b[A-Za-z]:\\[^\s"'<>|]+/,
    what: 'a path of the machine it was made on',
  },
  { pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}/, what: 'an e-mail address' },
];

export const metadataLeaks: LintRule = {
  id: 'metadata-leak',
  severity: 'warning',
  what: 'Paths, names of users and e-mail addresses in what the model file says about itself.',
  check: ({ sources: { model } }) =>
    textsOf(model).flatMap(({ where, text }) => {
      // A path below a user's folder is said once, by the user.
      const found = leaks.flatMap(({ pattern, what }) => {
        const [shown] = pattern.exec(text) ?? [];
        return shown === undefined ? [] : [{ what, shown }];
      });
      const [first] = found;
      return first
        ? [{ message: `The ${where} of the model holds ${first.what}: ${first.shown.slice(0, 80)}`, fix: remove(where) }]
        : [];
    }),
};

export const metadataSecrets: LintRule = {
  id: 'metadata-secret',
  severity: 'warning',
  what: 'Keys, tokens and passwords in what the model file says about itself.',
  check: ({ sources: { model } }) =>
    textsOf(model).flatMap(({ where, text }) =>
      secretsIn(text).map((kind) => ({
        message: `The ${where} of the model looks like it holds ${kind}.`,
        fix: `Make it worthless (revoke it). ${remove(where)}`,
      })),
    ),
};
