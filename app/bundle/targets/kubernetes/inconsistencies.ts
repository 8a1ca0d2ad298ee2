// Whether generated objects fit each other and the server: what a cluster would tell only by not working.
import type { Yaml } from '../../formats/yaml.ts';
import { drainMs, livePath, metricsPath, readyPath } from '../serverContainer.ts';

/** Versions that clusters of today serve. autoscaling/v2beta2 and policy/v1beta1, which many charts still have, are gone since 1.26. */
const servedVersions: Record<string, string> = {
  Deployment: 'apps/v1',
  Service: 'v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  ScaledObject: 'keda.sh/v1alpha1',
  ServiceMonitor: 'monitoring.coreos.com/v1',
  PrometheusRule: 'monitoring.coreos.com/v1',
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
};

type Resource = Record<string, Yaml>;

/** The value at a path of keys and indices; undefined where there is none. */
function at(value: Yaml | undefined, ...path: (string | number)[]): Yaml | undefined {
  return path.reduce<Yaml | undefined>((inner, key) => {
    if (inner === null || typeof inner !== 'object') return undefined;
    return (inner as Record<string | number, Yaml | undefined>)[key];
  }, value);
}

/** What should be a text, as one; nothing of what is none. */
const textOf = (value: Yaml | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function versions(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ kind, apiVersion }) => {
    const served = servedVersions[textOf(kind)];
    return served === apiVersion ? [] : [`${textOf(kind)} is of ${textOf(apiVersion)}, which is not ${served ?? 'known'}.`];
  });
}

function probes(container: Yaml | undefined, port: Yaml | undefined): string[] {
  const wanted = { startupProbe: readyPath, readinessProbe: readyPath, livenessProbe: livePath };
  return Object.entries(wanted).flatMap(([name, path]) => [
    ...(at(container, name, 'httpGet', 'path') === path ? [] : [`The ${name} does not ask for ${path}.`]),
    ...(at(container, name, 'httpGet', 'port') === port ? [] : [`The ${name} asks another port than the container's.`]),
  ]);
}

function ports(resources: readonly Resource[], container: Yaml | undefined): string[] {
  const name = at(container, 'ports', 0, 'name');
  const number = at(container, 'ports', 0, 'containerPort');
  const env = (at(container, 'env') ?? []) as { name: string; value: string }[];
  const found = (kind: string, ...path: (string | number)[]): Yaml | undefined =>
    at(
      resources.find((one) => one['kind'] === kind),
      ...path,
    );
  const monitored = found('ServiceMonitor', 'spec', 'endpoints', 0, 'port');
  return [
    ...(env.find((one) => one.name === 'PORT')?.value === textOf(number) ? [] : ['PORT is not the port of the container.']),
    ...(found('Service', 'spec', 'ports', 0, 'targetPort') === name
      ? []
      : ['The Service leads to another port than the container has.']),
    ...(found('NetworkPolicy', 'spec', 'ingress', 0, 'ports', 0, 'port') === name
      ? []
      : ['The NetworkPolicy lets in another port than the container has.']),
    ...(monitored === found('Service', 'spec', 'ports', 0, 'name')
      ? []
      : ['The ServiceMonitor scrapes a port that the Service lacks.']),
    ...(found('ServiceMonitor', 'spec', 'endpoints', 0, 'path') === metricsPath
      ? []
      : [`The ServiceMonitor does not scrape ${metricsPath}.`]),
  ];
}

function selectors(resources: readonly Resource[], pod: Yaml | undefined): string[] {
  const paths: Record<string, string[]> = {
    Deployment: ['spec', 'selector', 'matchLabels'],
    Service: ['spec', 'selector'],
    NetworkPolicy: ['spec', 'podSelector', 'matchLabels'],
    PodDisruptionBudget: ['spec', 'selector', 'matchLabels'],
  };
  return resources.flatMap((resource) => {
    const path = paths[textOf(resource['kind'])];
    return !path || same(at(resource, ...path), pod)
      ? []
      : [`The ${textOf(resource['kind'])} selects other pods than the Deployment makes.`];
  });
}

function scaling(resources: readonly Resource[], name: Yaml | undefined): string[] {
  return resources.flatMap(({ kind, spec }) => {
    if (kind !== 'HorizontalPodAutoscaler' && kind !== 'ScaledObject') return [];
    const isKeda = kind === 'ScaledObject';
    const min = Number(at(spec, isKeda ? 'minReplicaCount' : 'minReplicas'));
    const max = Number(at(spec, isKeda ? 'maxReplicaCount' : 'maxReplicas'));
    return [
      ...(at(spec, 'scaleTargetRef', 'name') === name ? [] : [`The ${kind} scales another Deployment.`]),
      ...(min >= 1 && max >= min ? [] : [`The ${kind} is to keep between ${min} and ${max} replicas.`]),
    ];
  });
}

/** Every fault that is found, one sentence each. `resources` holds one object of each kind; patches are left out. */
export function inconsistencies(resources: readonly Resource[]): string[] {
  const deployed = resources.find(({ kind }) => kind === 'Deployment');
  const container = at(deployed, 'spec', 'template', 'spec', 'containers', 0);
  const grace = Number(at(deployed, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds'));
  const wait = Number(at(container, 'lifecycle', 'preStop', 'sleep', 'seconds'));
  return [
    ...versions(resources),
    ...probes(container, at(container, 'ports', 0, 'name')),
    ...ports(resources, container),
    ...selectors(resources, at(deployed, 'spec', 'template', 'metadata', 'labels')),
    ...scaling(resources, at(deployed, 'metadata', 'name')),
    ...(grace > wait + drainMs / 1000
      ? []
      : [`A pod is killed after ${grace} s, before the server is done with what is under way.`]),
  ];
}
