// Bundles in the fake workbench: exports and previews, what is in them, the readiness score, signatures.
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import {
  TargetInfo,
  type BundleFinding,
  type BundleResult,
  type KeptBundle,
  type RuntimePlatform,
} from '../../app/api/schemas/bundles.ts';
import type { FormReport } from '../../app/api/schemas/forms.ts';
import type { ReadinessFacts } from '../../app/api/schemas/readiness.ts';
import { AppError } from '../../app/base/errors.ts';
import { judgeReadiness, requireTest } from '../../app/bundle/readiness/judgeReadiness.ts';
import { bundleTargets } from '../../app/bundle/targets/registry.ts';

const texts: Record<string, string> = {
  Dockerfile: 'ARG BASE=node:20-bookworm-slim\nFROM ${BASE}\nUSER node\nCMD ["node", "server/server.mjs"]\n',
  'README.md': '# bird-strikes\n\nValidated with Drydock on 6,965 rows.\n',
  'docker-compose.yml': 'services:\n  bird-strikes:\n    build: .\n',
  'golden/requests.jsonl': '[{"Speed":120}]\n',
  'golden/verify.sh': '#!/bin/sh\n',
  'manifest.json': '{\n  "version": 1\n}\n',
  'model/preprocess.json': '{}\n',
  'openapi.json': '{}\n',
  'readiness.json': '{}\n',
  'sbom.cdx.json': '{}\n',
  'server/server.mjs': 'export {};\n',
};

const finding: BundleFinding = {
  target: null,
  rule: 'personal data',
  severity: 'warning',
  message: 'Golden rows may hold names of persons: column "Pilot".',
  fix: 'Leave the column out of the model, or treat the bundle as you treat the data.',
};

const interval = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });
const facts: ReadinessFacts = {
  run: { id: 'run', complete: true, rows: 6965, labelled: 6965, hasNote: false, batchDependent: false, fatalRows: 0 },
  beyondDummy: { metric: 'rocAuc', value: interval(0.77), dummy: 0.5, higherIsBetter: true, strategy: 'always "No damage"' },
  features: 8,
  leftOut: 6,
  leaks: [],
  quality: { outcome: 'warn', fail: 0, warn: 3 },
  importance: { measured: 8, useless: ['Sky'] },
  slices: [{ name: 'Small aircraft', value: interval(0.62), labelled: 700 }],
  weakSlices: null,
  headline: { metric: 'rocAuc', value: interval(0.77), higherIsBetter: true },
  windows: [0.8, 0.78, 0.76].map((value) => ({ start: null, value: interval(value) })),
  stress: null,
  lint: null,
  drift: null,
  retrained: 0,
  decided: 0,
  rowTests: 0,
  otherBundles: 0,
  deployed: null,
  load: null,
};

const formReport = (runId: string): FormReport => ({
  version: 1,
  of: { runId, runName: 'Run', sha256: 'a'.repeat(64), bytes: 840_000 },
  at: '2026-11-24T12:00:00Z',
  cpu: 'a processor',
  forms: [
    { kind: 'optimized', reason: null, made: madeForm(runId, 'unclear', 0) },
    { kind: 'float16', reason: 'The model has no such form: there are no 256 weights in one place.', made: null },
    { kind: 'int8', reason: null, made: madeForm(runId, 'worse', 12) },
  ],
});

const madeForm = (runId: string, verdict: 'unclear' | 'worse', changed: number): FormReport['forms'][number]['made'] => ({
  path: '/home/me/Drydock/Bird strikes/forms/model.onnx',
  sha256: 'f'.repeat(64),
  bytes: 212_000,
  runId: `${runId}-form`,
  comparison: {
    a: runId,
    b: `${runId}-form`,
    rows: 6965,
    labelled: 6965,
    comparable: null,
    differences: [
      {
        metric: 'accuracy',
        a: 0.9,
        b: 0.88,
        difference: { value: -0.02, low: -0.03, high: -0.01 },
        pValue: 0.001,
        method: 'McNemar',
        verdict,
      },
    ],
    mcnemar: null,
    flips: { fixed: 2, broken: 10, changed },
  },
  largest: 0.031,
  speed: [{ rows: 1, originalUs: 30, formUs: 20, ratio: { value: 1.5, low: 1.4, high: 1.6 } }],
});

type Names =
  | 'bundles.targets'
  | 'bundles.runtimes'
  | 'bundles.export'
  | 'bundles.draft'
  | 'bundles.list'
  | 'bundles.entries'
  | 'bundles.file'
  | 'bundles.compare'
  | 'bundles.sign'
  | 'forms.make'
  | 'forms.read'
  | 'readiness.read'
  | 'readiness.state';

export function createFakeBundle(
  startJob: (of: { kind: string; title: string; project: string | null }, finish: () => unknown) => string,
): Pick<Handlers<WorkbenchContract>, Names> {
  const forms = new Map<string, FormReport>();
  const statements = new Map<string, Record<string, string>>();
  const kept = new Map<string, KeptBundle[]>();
  const entries = Object.entries(texts).map(([path, text]) => ({ path, bytes: text.length }));
  const result = (path: string, targets: string[] | undefined): BundleResult => ({
    path,
    sha256: path.includes('draft') ? 'd'.repeat(64) : 'b'.repeat(64),
    files: entries.map((entry) => ({ ...entry, sha256: 'c'.repeat(64) })),
    targets: targets ?? ['container'],
    findings: [finding],
  });
  const keep = (project: string, path: string, runId: string, targets: string[], platforms?: RuntimePlatform[]): void => {
    const before = (kept.get(project) ?? []).filter((bundle) => bundle.path !== path);
    const bundle: KeptBundle = {
      path,
      bytes: 2 ** 21,
      at: new Date(Date.UTC(2026, 10, 24, 12, before.length)).toISOString(),
      signed: before.length > 0,
      manifest: {
        version: 1,
        name: 'bird-strikes',
        tool: { name: 'drydock', version: '0.1.0' },
        run: { id: runId, startedAt: '2026-11-24T10:00:00Z' },
        model: { originalSha256: 'a'.repeat(64), sha256: 'a'.repeat(64), path: 'model/model.onnx' },
        data: { name: 'birdstrikes.csv', sha256: 'e'.repeat(64), rows: 6965 },
        runtime: { onnxruntime: '1.30.0', node: '>=20', ...(platforms && { platforms }) },
        targets,
        files: entries.length,
      },
    };
    kept.set(project, [bundle, ...before]);
  };
  return {
    'bundles.targets': async () => bundleTargets.map((target) => TargetInfo.parse(target)),
    'bundles.runtimes': async () => [
      { platform: 'linux-x64', bytes: 46_218_000 },
      { platform: 'linux-arm64', bytes: 25_600_000 },
    ],
    'bundles.export': async ({ project, runId, name = 'model', targets, runtime }) => ({
      jobId: startJob({ kind: 'bundle', title: 'Exporting a bundle', project }, () => {
        const path = `${project}/bundles/${name}.zip`;
        keep(project, path, runId, targets ?? ['container'], runtime);
        return result(path, targets);
      }),
    }),
    'bundles.draft': async ({ project, targets }) => ({
      jobId: startJob({ kind: 'draft', title: 'Preview of a bundle', project }, () =>
        result(`${project}/.drydock/draft.zip`, targets),
      ),
    }),
    'bundles.list': async ({ project }) => kept.get(project) ?? [],
    'bundles.entries': async () => entries,
    'bundles.file': async ({ name }) => {
      const text = texts[name];
      if (text === undefined) throw new AppError('NOT_FOUND', `There is no ${name}.`, { hint: 'Look at the list of its files.' });
      return { path: name, bytes: text.length, text, cut: false };
    },
    'bundles.compare': async () => ({
      facts: [{ name: 'Run', a: 'first', b: 'second' }],
      files: [{ path: 'golden/requests.jsonl', change: 'changed', bytesA: 16, bytesB: 18 }],
      same: 10,
    }),
    'bundles.sign': async ({ path }) => ({
      jobId: startJob({ kind: 'sign', title: `Sign ${path}`, project: null }, () => ({
        path: `${path}.sig`,
        keyHint: 'f'.repeat(64),
        files: 13,
      })),
    }),
    'forms.make': async ({ project, runId }) => ({
      jobId: startJob({ kind: 'forms', title: 'Other forms of the model', project }, () => {
        forms.set(runId, formReport(runId));
        return formReport(runId);
      }),
    }),
    'forms.read': async ({ runId }) => ({ report: forms.get(runId) ?? null }),
    'readiness.read': async ({ project }) => judgeReadiness(facts, statements.get(project) ?? {}),
    'readiness.state': async ({ project, test, text }) => {
      requireTest(test);
      const { [test]: _before, ...others } = statements.get(project) ?? {};
      statements.set(project, text === null ? others : { ...others, [test]: text });
      return judgeReadiness(facts, statements.get(project) ?? {});
    },
  };
}
