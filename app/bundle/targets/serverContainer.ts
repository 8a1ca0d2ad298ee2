// The bundle's own server as a container, for Kubernetes and KServe alike: ports, probes, rights, resources. What was measured
// is used where a load test was made; else cautious defaults, and the files say which.
import { keptShare, type CapacityPlan } from '../../api/schemas/capacity.ts';
import { counted } from '../../base/counts.ts';
import type { Yaml } from '../formats/yaml.ts';
import { measuredSettings } from '../settingsTable.ts';
import type { TargetContext } from './target.ts';

export const serverPort = 8080;
export const livePath = '/v2/health/live';
export const readyPath = '/v2/health/ready';
export const metricsPath = '/metrics';
/** What the server is given to finish what is under way, and what it is told beforehand to be taken out of the Service. */
export const drainMs = 20_000;
export const beforeStopSeconds = 5;
export const graceSeconds = 35;
/** The user `node` of the base image. */
const userId = 1000;

const mebibyte = 1024 * 1024;
const upTo = (value: number, step: number): number => Math.max(step, Math.ceil(value / step) * step);

export interface ServerNeeds {
  cpuMillis: number;
  cpuLimit: number;
  memoryMiB: number;
  memoryLimitMiB: number;
  /** Inference threads: without a number the runtime takes all processors of the node, and is throttled. */
  threads: number;
}

/**
 * Processor and memory of one replica. Measured: what it used at the goal, memory with a tenth on top and half as much again
 * as the limit. Not measured: half a core, and 256 MiB with four times the size of the model.
 */
export function serverNeeds({ capacity, modelFiles }: Pick<TargetContext, 'capacity' | 'modelFiles'>): ServerNeeds {
  if (capacity) {
    const { cores, memoryBytes } = capacity.perReplica;
    return {
      cpuMillis: upTo(cores * 1000, 50),
      // The serving process and the inference process, which are measured on at least two processors, too.
      cpuLimit: Math.max(2, Math.ceil(cores * 1.5)),
      memoryMiB: upTo((memoryBytes * 1.1) / mebibyte, 64),
      memoryLimitMiB: upTo((memoryBytes * 1.5) / mebibyte, 64),
      threads: Math.max(2, Math.ceil(cores * 1.5)),
    };
  }
  const modelBytes = modelFiles.reduce((sum, { bytes }) => sum + bytes, 0);
  const memoryMiB = upTo(256 + (4 * modelBytes) / mebibyte, 128);
  return { cpuMillis: 500, cpuLimit: 2, memoryMiB, memoryLimitMiB: 2 * memoryMiB, threads: 2 };
}

export interface ServerScaling {
  min: number;
  max: number;
  /** Of the requested processor, on average over the replicas. */
  cpuPercent: number;
  /** Of one replica; null where nothing was measured. */
  requestsPerSecond: number | null;
  /** Under way in one replica on average, at that rate: rate × mean time of an answer (Little's law), rounded up. */
  requestsInFlight: number;
}

/** A replica is kept at 80 % of the rate it was measured to carry, by the lower end of its interval. */
export function serverScaling(capacity: CapacityPlan | null): ServerScaling {
  if (!capacity) return { min: 2, max: 6, cpuPercent: 70, requestsPerSecond: null, requestsInFlight: 4 };
  const { ratePerSecond, meanMs } = capacity.perReplica;
  const kept = keptShare * (ratePerSecond.low ?? ratePerSecond.value ?? 0);
  return {
    min: capacity.replicas.wanted,
    max: capacity.replicas.max,
    cpuPercent: 80,
    requestsPerSecond: Math.max(1, Math.floor(kept)),
    // Without the mean, all that is known is that 99 of 100 answers keep to the goal.
    requestsInFlight: Math.max(1, Math.ceil((kept * (meanMs ?? capacity.goal.p99Ms)) / 1000)),
  };
}

/** One comment that says where the numbers of a file come from. */
export function measuredComment(capacity: CapacityPlan | null): string {
  if (!capacity) return 'Numbers here are cautious defaults: no load test was made. Make one, and export again.';
  const { goal, measured, replicas } = capacity;
  return `Numbers here follow from a load test, measured on ${measured.machine} at ${measured.at}, ${counted(measured.rowsPerRequest, 'row')} a request: ${counted(replicas.min, 'replica')} for ${goal.ratePerSecond.toLocaleString('en-US')} requests a second within ${goal.p99Ms} ms (99 of 100), ${replicas.wanted} for one to fail, ${replicas.max} for twice the rate. Another machine carries another load.`;
}

export function imageOf(name: string): string {
  return `${name}:1`;
}

/** The Secret with the API key, which nobody but the operator can make, and the key in it. */
export const keyOfSecret = 'api-key';
export function keySecretOf(name: string): string {
  return `${name}-api-key`;
}

/** Of a pod; the server writes to /tmp, and to /log where a prediction log is wanted. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: userId,
  runAsGroup: userId,
  seccompProfile: { type: 'RuntimeDefault' },
} satisfies Yaml;

const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
} satisfies Yaml;

export const serverVolumes = [
  { name: 'log', emptyDir: { sizeLimit: '2Gi' } },
  { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
] satisfies Yaml;

/** Of the container: all but its name, ports and probes. */
export function serverContainer(context: Pick<TargetContext, 'capacity' | 'modelFiles' | 'sources'>): {
  image: string;
  env: Yaml[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: Record<string, Yaml>;
  volumeMounts: Yaml;
} {
  const { cpuMillis, cpuLimit, memoryMiB, memoryLimitMiB, threads } = serverNeeds(context);
  return {
    image: imageOf(context.sources.name),
    env: [
      { name: 'HOST', value: '0.0.0.0' },
      { name: 'PORT', value: String(serverPort) },
      { name: 'DRAIN_MS', value: String(drainMs) },
      { name: 'THREADS', value: String(threads) },
      // With what one replica was measured.
      ...Object.entries(measuredSettings(context.capacity)).map(([name, value]) => ({ name, value })),
      // Where there is no such Secret, anybody who gets through to the server may ask.
      {
        name: 'API_KEY',
        valueFrom: { secretKeyRef: { name: keySecretOf(context.sources.name), key: keyOfSecret, optional: true } },
      },
    ],
    resources: {
      requests: { cpu: `${cpuMillis}m`, memory: `${memoryMiB}Mi` },
      limits: { cpu: String(cpuLimit), memory: `${memoryLimitMiB}Mi` },
    },
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'log', mountPath: '/log' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}
