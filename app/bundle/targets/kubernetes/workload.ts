// What runs the server in a cluster and leads requests to it. Objects, so that they can be checked against each other.
import type { Yaml } from '../../formats/yaml.ts';
import {
  beforeStopSeconds,
  graceSeconds,
  livePath,
  podSecurity,
  readyPath,
  serverContainer,
  serverPort,
  serverVolumes,
} from '../serverContainer.ts';
import type { TargetContext } from '../target.ts';

export const portName = 'http';

export function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'prediction-server' };
}

export function metadataOf(name: string): Record<string, Yaml> {
  return { name, labels: { ...selectorOf(name), 'app.kubernetes.io/managed-by': 'drydock' } };
}

const probe = (path: string, timing: Record<string, number>): Record<string, Yaml> => ({
  httpGet: { path, port: portName },
  ...timing,
});

export function deployment(context: TargetContext): Record<string, Yaml> {
  const { name, record, model } = context.sources;
  const labels = selectorOf(name);
  const container = {
    name: 'server',
    ...serverContainer(context),
    ports: [{ name: portName, containerPort: serverPort, protocol: 'TCP' }],
    // Five minutes for a large model to load; until then neither of the others is asked.
    startupProbe: probe(readyPath, { periodSeconds: 5, failureThreshold: 60, timeoutSeconds: 3 }),
    readinessProbe: probe(readyPath, { periodSeconds: 5, failureThreshold: 2, timeoutSeconds: 3 }),
    livenessProbe: probe(livePath, { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 3 }),
    lifecycle: { preStop: { sleep: { seconds: beforeStopSeconds } } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(name),
    spec: {
      revisionHistoryLimit: 5,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels,
          // A new model under the same tag is a new pod.
          annotations: { 'drydock/run': record.id, 'drydock/model-sha256': model.runSha256 },
        },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: graceSeconds,
          securityContext: { ...podSecurity, fsGroup: podSecurity.runAsGroup },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: labels },
            },
          ],
          containers: [container],
          volumes: serverVolumes,
        },
      },
    },
  };
}

export function service(name: string): Record<string, Yaml> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(name),
    spec: {
      type: 'ClusterIP',
      selector: selectorOf(name),
      ports: [{ name: portName, port: serverPort, targetPort: portName, protocol: 'TCP' }],
    },
  };
}

/** Requests from the same namespace and scrapes from the namespace `monitoring`; the server itself calls nobody. */
export function networkPolicy(name: string): Record<string, Yaml> {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(name),
    spec: {
      podSelector: { matchLabels: selectorOf(name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
          ports: [{ port: portName, protocol: 'TCP' }],
        },
      ],
      egress: [],
    },
  };
}

export function disruptionBudget(name: string): Record<string, Yaml> {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(name),
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(name) } },
  };
}
