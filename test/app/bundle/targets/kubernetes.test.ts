import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeFile, composeVariables, dockerfile } from '../../../../app/bundle/containerFiles.ts';
import { alertRules } from '../../../../app/bundle/monitoring/alertRules.ts';
import { kserve } from '../../../../app/bundle/targets/kserve.ts';
import { serverService, tritonService } from '../../../../app/bundle/targets/kserve/services.ts';
import { kubernetes, kubernetesDocuments } from '../../../../app/bundle/targets/kubernetes.ts';
import { inconsistencies } from '../../../../app/bundle/targets/kubernetes/inconsistencies.ts';
import {
  drainMs,
  livePath,
  measuredComment,
  metricsPath,
  readyPath,
  serverNeeds,
  serverPort,
} from '../../../../app/bundle/targets/serverContainer.ts';
import type { TargetContext } from '../../../../app/bundle/targets/target.ts';
import { findRoute } from '../../../../main/server/routes.ts';
import { ServerMetrics } from '../../../../main/server/serverMetrics.ts';
import { readSettings } from '../../../../main/server/settings.ts';
import { regression } from '../../../support/tinyModels.ts';
import { capacity, targetContext, textsByPath, type TestContext } from '../support/targetContext.ts';

let made: TestContext;
let context: TargetContext;
beforeAll(async () => {
  made = await targetContext(
    {
      model: regression(),
      sql: 'SELECT i::DOUBLE AS x0, i % 7::DOUBLE AS x1, 1.5 AS x2, i::DOUBLE AS label FROM range(150) t(i) ORDER BY i',
      roles: { target: 'label' },
    },
    'house-prices',
  );
  context = made.context;
});
afterAll(() => made.remove());

/** The object of a file, freely changeable. */
type Loose = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

function objects(): Record<string, Loose> {
  const documents = kubernetesDocuments(context).filter(({ value }) => !('$patch' in value));
  return Object.fromEntries(documents.map(({ path, value }) => [path, structuredClone(value) as Loose]));
}
const found = (all: Record<string, Loose>): string[] => inconsistencies(Object.values(all));
const containerOf = (all: Record<string, Loose>): Loose => all['deployment.yaml']!['spec'].template.spec.containers[0] as Loose;

describe('what is deployed', () => {
  it('asks for nothing that the server does not have', () => {
    for (const path of [livePath, readyPath, metricsPath]) expect(findRoute(path).route).not.toBe('unknown');
    const container = containerOf(objects());
    const env = Object.fromEntries(
      (container['env'] as { name: string; value?: string }[]).map(({ name, value }) => [name, value]),
    );
    // From a Secret, where there is one.
    expect(container['env']).toContainEqual({
      name: 'API_KEY',
      valueFrom: { secretKeyRef: { name: 'house-prices-api-key', key: 'api-key', optional: true } },
    });
    expect(readSettings(env, '/bundle/server/server.mjs')).toMatchObject({
      host: '0.0.0.0',
      port: serverPort,
      drainMs,
      threads: 2,
      bundle: '/bundle',
    });
    expect(dockerfile('x', [])).toContain(`PORT=${serverPort}`);
    expect(dockerfile('x', [])).toContain('\nUSER 1000:1000\n');
    const metrics = new ServerMetrics({ name: 'x', version: '1', sha256: '' }).text(
      { ready: true, inFlight: 0, waiting: 0, restarts: 0, workers: { ready: 1, all: 1 }, cost: null, log: null },
      () => undefined,
    );
    expect(metrics).toContain('drydock_requests_in_flight 0');
    expect(metrics).toContain('# TYPE drydock_requests_total counter');
  });

  it('has no rights, writes to two empty volumes, and is given time to end', () => {
    const pod = objects()['deployment.yaml']!['spec'].template.spec as Loose;
    expect(pod['securityContext']).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod['containers'][0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod['automountServiceAccountToken']).toBe(false);
    expect(pod['volumes']).toMatchObject([
      { name: 'log', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ]);
    expect(pod['terminationGracePeriodSeconds'] * 1000).toBeGreaterThan(drainMs);
    expect(pod['containers'][0].resources.limits).toEqual({ cpu: '2', memory: '768Mi' });
  });

  it('is scaled by what was measured where a load test was made', async () => {
    context = { ...made.context, capacity };
    try {
      const all = objects();
      expect(all['hpa.yaml']!['spec']).toMatchObject({ minReplicas: 3, maxReplicas: 6 });
      const one = { ...capacity, replicas: { min: 1, wanted: 2, max: 2 }, goal: { ratePerSecond: 1500, p99Ms: 50 } };
      expect(measuredComment(one)).toMatch(
        /, 4 rows a request: 1 replica for 1,500 requests a second within 50 ms .*, 2 for one to fail,/,
      );
      // 80 % of 80 requests a second, the lower end; 80 a second, each within 50 ms, are 4 at a time.
      const triggers = all['components/keda/scaledobject.yaml']!['spec'].triggers as Loose[];
      expect(triggers.map(({ metadata }) => (metadata as Loose)['threshold'] as string)).toEqual(['64', '2']);
      const env = containerOf(all)['env'] as { name: string; value?: string }[];
      const batch = env.filter(({ name }) => name.startsWith('MAX_BATCH_'));
      expect(batch).toEqual([
        { name: 'MAX_BATCH_ROWS', value: '32' },
        { name: 'MAX_BATCH_DELAY_MS', value: '1.5' },
      ]);
      expect(
        readSettings(Object.fromEntries(batch.map(({ name, value }) => [name, value])), '/b/server/server.mjs'),
      ).toMatchObject({
        maxBatchRows: 32,
        maxBatchDelayMs: 1.5,
      });
      expect(serverNeeds(context)).toEqual({ cpuMillis: 1300, cpuLimit: 2, memoryMiB: 448, memoryLimitMiB: 640, threads: 2 });
      const files = await textsByPath(await kubernetes.files(context));
      expect(files['k8s/deployment.yaml']).toMatch(
        /^# .* measured on a test machine at 2026-11-30T06:00:00.000Z, 4 rows a request/,
      );
      expect(found(all)).toEqual([]);
    } finally {
      context = made.context;
    }
  });

  it('has the alerts of the bundle, by the job that the Prometheus operator names after the Service', () => {
    const rule = objects()['components/prometheus/prometheusrule.yaml'] as Loose;
    const rules = (rule['spec'].groups as Loose[]).flatMap(({ rules }) => rules as Loose[]);
    const written = [...alertRules(context.baseline).matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    expect(rules.map(({ alert }) => alert as string)).toEqual(written);
    expect(rules.find(({ alert }) => alert === 'DrydockDown')).toMatchObject({ expr: 'up{job="house-prices"} == 0', for: '1m' });
    expect(JSON.stringify(rules)).not.toContain('job=\\"drydock\\"');
  });

  it('says where nothing was measured', async () => {
    const files = await textsByPath(await kubernetes.files(context));
    expect(files['k8s/hpa.yaml']).toMatch(/^# Numbers here are cautious defaults: no load test was made/);
    expect(files).toEqual(await textsByPath(await kubernetes.files(context)));
    expect(Object.keys(files).sort()).toEqual([
      'k8s/README.md',
      'k8s/components/keda/kustomization.yaml',
      'k8s/components/keda/scaledobject.yaml',
      'k8s/components/keda/without-hpa.yaml',
      'k8s/components/prometheus/kustomization.yaml',
      'k8s/components/prometheus/prometheusrule.yaml',
      'k8s/components/prometheus/servicemonitor.yaml',
      'k8s/deployment.yaml',
      'k8s/hpa.yaml',
      'k8s/kustomization.yaml',
      'k8s/networkpolicy.yaml',
      'k8s/pdb.yaml',
      'k8s/service.yaml',
    ]);
  });
});

describe('the check of objects against each other', () => {
  it('has nothing to say of what is written', () => {
    expect(found(objects())).toEqual([]);
    expect(kubernetes.lint(context).filter(({ rule }) => rule === 'kubernetes-inconsistent')).toEqual([]);
  });

  it.each<[string, (all: Record<string, Loose>) => void]>([
    [
      'The livenessProbe does not ask for /v2/health/live.',
      (all) => (containerOf(all)['livenessProbe'].httpGet.path = '/healthz'),
    ],
    [
      "The startupProbe asks another port than the container's.",
      (all) => (containerOf(all)['startupProbe'].httpGet.port = 'metrics'),
    ],
    ['PORT is not the port of the container.', (all) => (containerOf(all)['env'][1].value = '9090')],
    [
      'The Service leads to another port than the container has.',
      (all) => (all['service.yaml']!['spec'].ports[0].targetPort = 'web'),
    ],
    [
      'The NetworkPolicy lets in another port than the container has.',
      (all) => (all['networkpolicy.yaml']!['spec'].ingress[0].ports[0].port = 80),
    ],
    [
      'The ServiceMonitor scrapes a port that the Service lacks.',
      (all) => (all['components/prometheus/servicemonitor.yaml']!['spec'].endpoints[0].port = 'metrics'),
    ],
    [
      'The ServiceMonitor does not scrape /metrics.',
      (all) => (all['components/prometheus/servicemonitor.yaml']!['spec'].endpoints[0].path = '/prometheus'),
    ],
    [
      'The PodDisruptionBudget selects other pods than the Deployment makes.',
      (all) => (all['pdb.yaml']!['spec'].selector.matchLabels = { app: 'x' }),
    ],
    ['The HorizontalPodAutoscaler scales another Deployment.', (all) => (all['hpa.yaml']!['spec'].scaleTargetRef.name = 'other')],
    [
      'HorizontalPodAutoscaler is of autoscaling/v2beta2, which is not autoscaling/v2.',
      (all) => (all['hpa.yaml']!['apiVersion'] = 'autoscaling/v2beta2'),
    ],
    [
      'A pod is killed after 20 s, before the server is done with what is under way.',
      (all) => (all['deployment.yaml']!['spec'].template.spec.terminationGracePeriodSeconds = 20),
    ],
  ])('finds: %s', (message, spoil) => {
    const all = objects();
    spoil(all);
    expect(found(all)).toEqual([message]);
  });

  it('blocks the target where a load test asks for what cannot be', () => {
    const odd = { ...capacity, replicas: { min: 3, wanted: 4, max: 2 } };
    expect(kubernetes.lint({ ...context, capacity: odd }).filter(({ severity }) => severity === 'blocking')).toMatchObject([
      { rule: 'kubernetes-inconsistent', message: 'The HorizontalPodAutoscaler is to keep between 4 and 2 replicas.' },
      { rule: 'kubernetes-inconsistent', message: 'The ScaledObject is to keep between 4 and 2 replicas.' },
    ]);
  });
});

describe('names', () => {
  const named = (name: string): TargetContext => ({ ...context, sources: { ...context.sources, name } });

  it.each(['3d-model', 'model-'])('refuses the name %s, which a bundle may have but a Service may not', (name) => {
    for (const target of [kubernetes, kserve]) {
      expect(target.lint(named(name))).toContainEqual(expect.objectContaining({ rule: 'cluster-name', severity: 'blocking' }));
    }
  });

  it('takes others, and warns of one that is too long for the host names of KServe', () => {
    expect(kubernetes.lint(context).map(({ rule }) => rule)).toEqual(['kubernetes-image']);
    expect(kserve.lint(context).map(({ rule }) => rule)).not.toContain('kserve-long-name');
    expect(kserve.lint(named('a'.repeat(34))).map(({ rule }) => rule)).toContain('kserve-long-name');
  });
});

describe('KServe', () => {
  it('has one service for the model on Triton, named as its folder, and one for the server', async () => {
    expect(tritonService(context)).toMatchObject({
      apiVersion: 'serving.kserve.io/v1beta1',
      metadata: { name: 'house-prices' },
      spec: { predictor: { model: { protocolVersion: 'v2', modelFormat: { name: 'onnx' } }, scaleMetric: 'concurrency' } },
    });
    const server = serverService({ ...context, capacity }) as Loose;
    expect(server['spec'].predictor).toMatchObject({ minReplicas: 3, maxReplicas: 6, scaleMetric: 'rps', scaleTarget: 64 });
    expect(server['spec'].predictor.containers[0]).toMatchObject({
      ports: [{ containerPort: serverPort }],
      readinessProbe: { httpGet: { path: readyPath, port: serverPort } },
      livenessProbe: { httpGet: { path: livePath, port: serverPort } },
      securityContext: { runAsNonRoot: true, runAsUser: 1000, readOnlyRootFilesystem: true },
    });
    const files = await textsByPath(await kserve.files(context));
    expect(files['kserve/inferenceservice.yaml']).toContain('# Scaling is written for Serverless (Knative) mode.');
    expect(files['kserve/inferenceservice.yaml']).toContain('storageUri: "s3://SET-YOUR-BUCKET/triton"');
    expect(files['kserve/README.md']).toContain('named rows are not taken');
  });
});

it('is described in its README by the files that are there', async () => {
  const files = await textsByPath(await kubernetes.files(context));
  const said = Array.from(files['k8s/README.md']!.matchAll(/^\| `([^`]+)` \|/gm), ([, path]) => path!);
  for (const path of said) expect(Object.keys(files).some((file) => file.startsWith(`k8s/${path}`))).toBe(true);
  expect(said.length).toBeGreaterThan(5);
});

describe('compose', () => {
  /** NAME of each "#NAME=value" in .env, with that value. */
  const offered = (text: string): Record<string, string> =>
    Object.fromEntries(Array.from(text.matchAll(/^#([A-Z_]+)=(.*)$/gm), ([, name, value]) => [name!, value!]));

  it('lists every setting of the server with its default, hands each on, and changes none', () => {
    const file = composeVariables(null);
    const variables = offered(file);
    // Plain text, each setting under a line that begins with its name.
    expect(file).not.toContain('`');
    for (const name of Object.keys(variables)) expect(file).toMatch(new RegExp(`^# (?:[A-Z_]+, )*${name}[:,] .*\\.$`, 'm'));
    const handed = Array.from(
      composeFile('x', { withMonitoring: false, capacity: null }).matchAll(/^ {6}([A-Z_]+): \$\{\1:-(.*)\}$/gm),
      ([, name, fallback]) => [name!, fallback!] as const,
    );
    expect(handed.map(([name]) => name).sort()).toEqual(Object.keys(variables).sort());
    // What readSettings reads, read off itself; where a container listens is not for compose.
    const asked = new Set<string>();
    const watched = new Proxy<Record<string, string>>(
      {},
      {
        get: (_, name: string) => void asked.add(name),
        ownKeys: () => [],
      },
    );
    readSettings(watched, '/bundle/server/server.mjs');
    const ofServer = [...asked].filter((name) => !['HOST', 'PORT', 'BUNDLE', 'API_KEY_FILE'].includes(name));
    expect(ofServer.filter((name) => !(name in variables))).toEqual([]);
    const plain = readSettings({}, '/bundle/server/server.mjs');
    expect(readSettings(Object.fromEntries(handed), '/bundle/server/server.mjs')).toEqual(plain);
    const { DRYDOCK_LOG_DIR, ...others } = variables;
    expect(DRYDOCK_LOG_DIR).toBe('/log');
    const shown = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith('DRYDOCK_LOG_')));
    expect(readSettings(shown, '/bundle/server/server.mjs')).toEqual(plain);
  });

  it('begins with what a load test measured', () => {
    expect(offered(composeVariables(capacity))).toMatchObject({ MAX_BATCH_ROWS: '32', MAX_BATCH_DELAY_MS: '1.5' });
    const file = composeFile('x', { withMonitoring: false, capacity });
    expect(file).toContain('MAX_BATCH_ROWS: ${MAX_BATCH_ROWS:-32}');
    expect(file).toContain('#API_KEY_FILE: /run/secrets/api_key');
  });
});
