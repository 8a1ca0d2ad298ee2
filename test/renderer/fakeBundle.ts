// Bundles in the fake workbench: exports and previews, what is in them, the readiness score, signatures.
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import { TargetInfo, type BundleFinding, type BundleResult, type KeptBundle } from '../../app/api/schemas/bundles.ts';
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

type Names =
  | 'bundles.targets'
  | 'bundles.export'
  | 'bundles.draft'
  | 'bundles.list'
  | 'bundles.entries'
  | 'bundles.file'
  | 'bundles.compare'
  | 'bundles.sign'
  | 'readiness.read'
  | 'readiness.state';

export function createFakeBundle(
  startJob: (of: { kind: string; title: string; project: string | null }, finish: () => unknown) => string,
): Pick<Handlers<WorkbenchContract>, Names> {
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
  const keep = (project: string, path: string, runId: string, targets: string[]): void => {
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
        runtime: { onnxruntime: '1.30.0', node: '>=20' },
        targets,
        files: entries.length,
      },
    };
    kept.set(project, [bundle, ...before]);
  };
  return {
    'bundles.targets': async () => bundleTargets.map((target) => TargetInfo.parse(target)),
    'bundles.export': async ({ project, runId, name = 'model', targets }) => ({
      jobId: startJob({ kind: 'bundle', title: 'Exporting a bundle', project }, () => {
        const path = `${project}/bundles/${name}.zip`;
        keep(project, path, runId, targets ?? ['container']);
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
    'readiness.read': async ({ project }) => judgeReadiness(facts, statements.get(project) ?? {}),
    'readiness.state': async ({ project, test, text }) => {
      requireTest(test);
      const { [test]: _before, ...others } = statements.get(project) ?? {};
      statements.set(project, text === null ? others : { ...others, [test]: text });
      return judgeReadiness(facts, statements.get(project) ?? {});
    },
  };
}
