import { yamlDocument, type Yaml } from '../formats/yaml.ts';
import { textSource } from '../zip/sources.ts';
import type { ZipSource } from '../zip/writeZip.ts';
import { findingsOf } from '../lint/findingsOf.ts';
import type { BundleTarget, LintRule, TargetContext } from './target.ts';
import { inconsistencies } from './kubernetes/inconsistencies.ts';
import { kubernetesReadme } from './kubernetes/readme.ts';
import { autoscaler, prometheusRule, scaledObject, serviceMonitor, withoutAutoscaler } from './kubernetes/scaling.ts';
import { deployment, disruptionBudget, networkPolicy, service } from './kubernetes/workload.ts';
import { clusterNameRule } from './clusterName.ts';
import { imageOf, keyOfSecret, keySecretOf, measuredComment } from './serverContainer.ts';

const keda = 'components/keda';
const prometheus = 'components/prometheus';

function kustomization(name: string): Record<string, Yaml> {
  const [image, tag = ''] = imageOf(name).split(':');
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['deployment.yaml', 'service.yaml', 'hpa.yaml', 'pdb.yaml', 'networkpolicy.yaml'],
    images: [{ name: image ?? name, newName: `registry.example.com/${name}`, newTag: tag }],
  };
}

function component(resources: readonly string[], patches: readonly Yaml[] = []): Record<string, Yaml> {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    resources,
    ...(patches.length > 0 && { patches }),
  };
}

interface Document {
  path: string;
  value: Record<string, Yaml>;
  comments?: string[];
}

/** Every object by its file, below k8s/. */
export function kubernetesDocuments(context: TargetContext): Document[] {
  const { name } = context.sources;
  const measured = [measuredComment(context.capacity)];
  return [
    { path: 'deployment.yaml', value: deployment(context), comments: measured },
    { path: 'service.yaml', value: service(name) },
    { path: 'hpa.yaml', value: autoscaler(context), comments: measured },
    { path: 'pdb.yaml', value: disruptionBudget(name) },
    {
      path: 'networkpolicy.yaml',
      value: networkPolicy(name),
      comments: ['Add the namespace of your ingress controller to "from".'],
    },
    {
      path: 'kustomization.yaml',
      value: kustomization(name),
      comments: [
        'Put your registry into newName. Optional, at the end of this file:',
        'components:',
        `  - ${keda}`,
        `  - ${prometheus}`,
      ],
    },
    { path: `${keda}/kustomization.yaml`, value: component(['scaledobject.yaml'], [{ path: 'without-hpa.yaml' }]) },
    {
      path: `${keda}/scaledobject.yaml`,
      value: scaledObject(context),
      comments: [...measured, 'serverAddress is the address of your Prometheus, which must scrape this Service.'],
    },
    { path: `${keda}/without-hpa.yaml`, value: withoutAutoscaler(name) },
    { path: `${prometheus}/kustomization.yaml`, value: component(['servicemonitor.yaml', 'prometheusrule.yaml']) },
    {
      path: `${prometheus}/servicemonitor.yaml`,
      value: serviceMonitor(name),
      comments: [
        'Where the server has an API key (see k8s/README.md), add to the endpoint:',
        `authorization: { credentials: { name: ${keySecretOf(name)}, key: ${keyOfSecret} } }`,
      ],
    },
    {
      path: `${prometheus}/prometheusrule.yaml`,
      value: prometheusRule(context),
      comments: ['Many operators take only rules with a certain label (ruleSelector): add the one of yours to metadata.labels.'],
    },
  ];
}

export const kubernetesRules: readonly LintRule[] = [
  clusterNameRule,
  {
    id: 'kubernetes-inconsistent',
    severity: 'blocking',
    what: 'Objects that do not fit each other or the server: ports, probe paths, selectors, replicas, grace period, versions of the API that clusters no longer serve.',
    check: (context) =>
      inconsistencies(kubernetesDocuments(context).flatMap(({ value }) => ('$patch' in value ? [] : [value]))).map((message) => ({
        message,
        fix: 'Make the load test again, whose numbers went into these files; if it persists, please report it.',
      })),
  },
  {
    id: 'kubernetes-image',
    severity: 'note',
    what: 'The registry that the image is pulled from, which no exporter can know.',
    check: ({ sources: { name } }) => [
      {
        message: `k8s/kustomization.yaml pulls registry.example.com/${name}.`,
        fix: 'Build and push the image (k8s/README.md), and put your registry into newName.',
      },
    ],
  },
];

export const kubernetes: BundleTarget = {
  id: 'kubernetes',
  title: 'Kubernetes',
  what: 'The prediction server on a cluster: deployment, service, autoscaling, network policy, disruption budget; KEDA and Prometheus operator as options.',
  folder: 'k8s',
  checked: "against Kubernetes' JSON schemas of 1.30 and newer, and KEDA's and the Prometheus operator's models; on no cluster",
  isDefault: false,
  needs: ['container'],
  rules: kubernetesRules,
  files: (context): ZipSource[] => [
    ...kubernetesDocuments(context).map(({ path, value, comments }) => textSource(`k8s/${path}`, yamlDocument(value, comments))),
    textSource('k8s/README.md', kubernetesReadme(context.sources.name, context.capacity)),
  ],
  lint: (context) => findingsOf(kubernetesRules, context),
};
