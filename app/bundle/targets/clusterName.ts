import type { LintRule } from './target.ts';

/** Names of Services and InferenceServices (RFC 1035 labels). */
const clusterName = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

export const clusterNameRule: LintRule = {
  id: 'cluster-name',
  severity: 'blocking',
  what: 'A name that a cluster refuses for a service: it must begin with a letter and not end with a hyphen.',
  check: ({ sources: { name } }) =>
    clusterName.test(name)
      ? []
      : [
          {
            message: `Kubernetes does not take the name "${name}".`,
            fix: 'Export with a name of lower-case letters, digits and hyphens that begins with a letter and does not end with a hyphen (--name).',
          },
        ],
};
