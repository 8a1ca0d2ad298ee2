// How the number of replicas follows the load: by processor with what every cluster has, or with KEDA by what the server counts.
import type { Yaml } from '../../formats/yaml.ts';
import { alertGroups } from '../../monitoring/alertRules.ts';
import { metricsPath, serverScaling } from '../serverContainer.ts';
import type { TargetContext } from '../target.ts';
import { metadataOf, portName, selectorOf } from './workload.ts';

/** Slow to go down, so that a short lull does not cost the replicas that the next minute needs. */
const settleSeconds = 300;

export function autoscaler({ sources: { name }, capacity }: TargetContext): Record<string, Yaml> {
  const { min, max, cpuPercent } = serverScaling(capacity);
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadataOf(name),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } } }],
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0 },
        scaleDown: { stabilizationWindowSeconds: settleSeconds },
      },
    },
  };
}

interface Trigger {
  query: string;
  threshold: number;
}

/** Sums over the replicas, as KEDA divides by the threshold to get their number. */
function triggers({ sources: { name }, capacity }: TargetContext): Trigger[] {
  const { requestsPerSecond, requestsInFlight } = serverScaling(capacity);
  const inFlight = {
    query: `sum(avg_over_time(drydock_requests_in_flight{service="${name}"}[1m]))`,
    threshold: requestsInFlight,
  };
  if (requestsPerSecond === null) return [inFlight];
  const query = `sum(rate(drydock_requests_total{service="${name}",route=~"predict|model infer"}[1m]))`;
  return [{ query, threshold: requestsPerSecond }, inFlight];
}

export function scaledObject(context: TargetContext): Record<string, Yaml> {
  const { name } = context.sources;
  const { min, max } = serverScaling(context.capacity);
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: metadataOf(name),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicaCount: min,
      maxReplicaCount: max,
      pollingInterval: 15,
      cooldownPeriod: settleSeconds,
      fallback: { failureThreshold: 4, replicas: max },
      triggers: triggers(context).map(({ query, threshold }) => ({
        type: 'prometheus',
        metadata: { serverAddress: 'http://prometheus.monitoring:9090', query, threshold: String(threshold) },
      })),
    },
  };
}

/** KEDA makes an autoscaler of its own; two of them on one Deployment work against each other. */
export function withoutAutoscaler(name: string): Record<string, Yaml> {
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name }, $patch: 'delete' };
}

export function serviceMonitor(name: string): Record<string, Yaml> {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadataOf(name),
    spec: {
      selector: { matchLabels: selectorOf(name) },
      endpoints: [{ port: portName, path: metricsPath, interval: '15s' }],
    },
  };
}

/** The alerts of monitoring/alerts.yml, for the Prometheus operator, which calls the job after the Service. */
export function prometheusRule({ sources: { name }, baseline }: TargetContext): Record<string, Yaml> {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: metadataOf(name),
    spec: { groups: alertGroups(baseline, name) },
  };
}
