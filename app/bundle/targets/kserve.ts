import { yamlDocument } from '../formats/yaml.ts';
import { findingsOf } from '../lint/findingsOf.ts';
import type { BundleTarget, LintRule } from './target.ts';
import { notAppliedRule } from '../raw/notApplied.ts';
import { textSource } from '../zip/sources.ts';
import { clusterNameRule } from './clusterName.ts';
import { kserveReadme } from './kserve/readme.ts';
import { serverService, serverServiceName, serviceComments, tritonService } from './kserve/services.ts';

/** "<name>-predictor" must be a label of a host name, with the namespace behind it. */
const longestName = 40;

const rules: readonly LintRule[] = [
  clusterNameRule,
  notAppliedRule('KServe with Triton (kserve/inferenceservice.yaml)'),
  {
    id: 'kserve-long-name',
    severity: 'warning',
    what: 'A name so long that the host names KServe makes of it, with namespace and suffixes, may be more than the 63 characters that are allowed.',
    check: ({ sources: { name } }) =>
      serverServiceName(name).length <= longestName
        ? []
        : [
            {
              message: `"${serverServiceName(name)}" is long for an InferenceService: a host name is made of it, the namespace and more, of at most 63 characters.`,
              fix: `Export with a name of at most ${longestName - '-server'.length} characters (--name).`,
            },
          ],
  },
  {
    id: 'kserve-address',
    severity: 'note',
    what: 'Addresses of storage and registry, which no exporter can know.',
    check: ({ sources: { name } }) => [
      {
        message: `kserve/inferenceservice.yaml reads s3://SET-YOUR-BUCKET/triton, and inferenceservice-server.yaml pulls registry.example.com/${name}:1.`,
        fix: 'Put your own addresses in (kserve/README.md).',
      },
    ],
  },
];

export const kserve: BundleTarget = {
  id: 'kserve',
  title: 'KServe',
  what: "InferenceServices: the bundle's own server with the whole preparation, and the model alone on Triton.",
  folder: 'kserve',
  checked: "against the models of KServe's own Python package; on no cluster",
  isDefault: false,
  needs: ['container', 'triton'],
  rules,
  files: (context) => [
    textSource('kserve/inferenceservice.yaml', yamlDocument(tritonService(context), serviceComments(context, true))),
    textSource('kserve/inferenceservice-server.yaml', yamlDocument(serverService(context), serviceComments(context, false))),
    textSource('kserve/README.md', kserveReadme(context)),
  ],
  lint: (context) => findingsOf(rules, context),
};
