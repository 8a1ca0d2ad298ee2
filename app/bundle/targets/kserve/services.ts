// Two InferenceServices for one model: the bundle's own server with the whole preparation, and the model alone on Triton.
import type { Yaml } from '../../formats/yaml.ts';
import {
  livePath,
  measuredComment,
  podSecurity,
  readyPath,
  serverContainer,
  serverPort,
  serverScaling,
  serverVolumes,
} from '../serverContainer.ts';
import type { TargetContext } from '../target.ts';

const apiVersion = 'serving.kserve.io/v1beta1';
const kind = 'InferenceService';

/** Of Serverless mode. In Standard mode an autoscaler by processor takes the place of these. */
export const modeComments = [
  'Scaling is written for Serverless (Knative) mode. In Standard (raw deployment) mode put instead:',
  '    scaleMetric: cpu',
  '    scaleTarget: 70',
];

function scaling({ capacity }: TargetContext): Record<string, Yaml> {
  const { min, max, requestsPerSecond, requestsInFlight } = serverScaling(capacity);
  return {
    minReplicas: min,
    maxReplicas: max,
    ...(requestsPerSecond === null
      ? { scaleMetric: 'concurrency', scaleTarget: requestsInFlight }
      : { scaleMetric: 'rps', scaleTarget: requestsPerSecond }),
  };
}

/** As KServe's own runtime asks for, and room for the model. */
function tritonResources({ modelFiles }: TargetContext): Yaml {
  const modelBytes = modelFiles.reduce((sum, { bytes }) => sum + bytes, 0);
  const memory = `${2048 + Math.ceil((4 * modelBytes) / (1024 * 1024))}Mi`;
  return { requests: { cpu: '1', memory }, limits: { cpu: '2', memory } };
}

/** Named as the folder of the model, or Triton answers "unknown model". */
export function tritonService(context: TargetContext): Record<string, Yaml> {
  return {
    apiVersion,
    kind,
    metadata: { name: context.sources.name },
    spec: {
      predictor: {
        ...scaling(context),
        model: {
          modelFormat: { name: 'onnx' },
          runtime: 'kserve-tritonserver',
          protocolVersion: 'v2',
          storageUri: 's3://SET-YOUR-BUCKET/triton',
          resources: tritonResources(context),
        },
      },
    },
  };
}

export function serverServiceName(name: string): string {
  return `${name}-server`;
}

export function serverService(context: TargetContext): Record<string, Yaml> {
  const { name } = context.sources;
  const { securityContext, image, ...container } = serverContainer(context);
  const probe = (path: string, timing: Record<string, number>): Yaml => ({
    httpGet: { path, port: serverPort },
    timeoutSeconds: 3,
    ...timing,
  });
  return {
    apiVersion,
    kind,
    metadata: { name: serverServiceName(name) },
    spec: {
      predictor: {
        ...scaling(context),
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'kserve-container',
            image: `registry.example.com/${image}`,
            ports: [{ containerPort: serverPort, protocol: 'TCP' }],
            readinessProbe: probe(readyPath, { periodSeconds: 5, failureThreshold: 3 }),
            livenessProbe: probe(livePath, { periodSeconds: 10, failureThreshold: 6, initialDelaySeconds: 10 }),
            ...container,
            // Knative takes what is said of a container, not of a pod.
            securityContext: { ...securityContext, ...podSecurity },
          },
        ],
        volumes: serverVolumes,
      },
    },
  };
}

export function serviceComments({ capacity }: TargetContext, isTriton: boolean): string[] {
  const measured = measuredComment(capacity);
  const note = isTriton && capacity !== null ? " It was made with the bundle's own server, not with Triton." : '';
  return [`${measured}${note}`, ...modeComments];
}
