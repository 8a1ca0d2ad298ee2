import type { CapacityPlan } from '../../../api/schemas/capacity.ts';
import { keyOfSecret, keySecretOf, measuredComment } from '../serverContainer.ts';

/** k8s/README.md: from the bundle to answers, and what has to be set. */
export function kubernetesReadme(name: string, capacity: CapacityPlan | null): string {
  return [
    `# ${name} on Kubernetes`,
    '',
    'The server of this bundle, with the whole validated preparation. In the folder of the bundle:',
    '',
    '```sh',
    `docker build -t registry.example.com/${name}:1 . && docker push registry.example.com/${name}:1`,
    '# Put your registry into k8s/kustomization.yaml (newName), then:',
    'kubectl apply -k k8s',
    `kubectl rollout status deployment/${name}`,
    `kubectl port-forward service/${name} 8080:8080`,
    '```',
    '',
    measuredComment(capacity),
    '',
    '| File | What |',
    '|---|---|',
    '| `deployment.yaml` | the server: non-root, read-only, no rights, probes. It names no number of replicas, so that applying it again does not undo what the autoscaler did |',
    '| `service.yaml` | its address in the cluster |',
    '| `hpa.yaml` | replicas by processor; needs metrics-server |',
    '| `pdb.yaml` | at most one replica at a time goes when nodes are emptied |',
    '| `networkpolicy.yaml` | lets in the same namespace, and the namespace `monitoring`; nothing goes out. Add your ingress controller |',
    '| `components/keda` | instead of hpa.yaml: replicas by the requests that the server counts; needs KEDA and Prometheus |',
    '| `components/prometheus` | a ServiceMonitor and the alerts of `monitoring/alerts.yml` as a PrometheusRule; needs the Prometheus operator |',
    '',
    'The server asks for an API key where there is a Secret with one; without it, anybody who gets through to it may ask. Probes need none:',
    '',
    '```sh',
    `kubectl create secret generic ${keySecretOf(name)} --from-literal=${keyOfSecret}="$(openssl rand -hex 24)"`,
    `kubectl rollout restart deployment/${name}`,
    '```',
    '',
    'Components are switched on in `kustomization.yaml`. The prediction log is off; to keep it, set `DRYDOCK_LOG_DIR=/log` and put a',
    'volume that outlives the pod in the place of the `emptyDir` of `log`. `preStop.sleep` needs Kubernetes 1.30 or newer.',
    '',
  ].join('\n');
}
