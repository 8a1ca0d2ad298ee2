// What a target is: one way to deploy a bundle. Each is one file in this folder, listed in registry.ts.
import type { BundleFinding, RuntimePlatform, TargetInfo } from '../../api/schemas/bundles.ts';
import type { Baseline } from '../../api/schemas/monitoring.ts';
import type { CapacityPlan } from '../../api/schemas/capacity.ts';
import type { BundleSources } from '../bundleSources.ts';
import type { GoldenSet } from '../golden/goldenFiles.ts';
import type { ZipSource } from '../zip/writeZip.ts';

export interface ModelFile {
  /** Path below the folder of the model: "model.onnx", and external data where the model names them. */
  name: string;
  bytes: number;
  content: ZipSource['content'];
}

export interface TargetContext {
  /** The run, its report, the model and the data. */
  sources: BundleSources;
  golden: GoldenSet;
  /** What the validated rows looked like: monitoring/baseline.json. */
  baseline: Baseline;
  modelFiles: readonly ModelFile[];
  /** Of onnxruntime-node, which the server of the bundle is installed with. */
  runtimeVersion: string;
  /** Platforms whose libraries of it travel in the bundle; none = it is installed from the lock file. */
  runtimePlatforms: readonly RuntimePlatform[];
  /** What a load test measured, where one was made. */
  capacity: CapacityPlan | null;
  /** All targets that files are written for. */
  targetIds: readonly string[];
  /** A file of app/bundle/assets, as text. */
  asset: (name: string) => Promise<string>;
}

/** What a rule finds; the target is filled in by whoever runs it. */
export type Finding = Omit<BundleFinding, 'target'>;

/** One thing that is looked for. The list of them in docs/targets.md is made from these. */
export interface LintRule {
  /** As findings and the guide name it. */
  id: string;
  severity: Finding['severity'];
  /** What is looked for, and why it matters. One sentence. */
  what: string;
  /** What was found, each with what the person can do about it today. */
  check: (context: TargetContext) => { message: string; fix: string }[];
}

export interface BundleTarget extends TargetInfo {
  /** Ids of targets whose files this one's refer to: they are written too. */
  needs?: readonly string[];
  /** What `lint` looks for, as the guide lists it. */
  rules?: readonly LintRule[];
  /** Paths begin with `folder`, but for the files of the bundle's root (Dockerfile and the like). Same context, same bytes. */
  files: (context: TargetContext) => ZipSource[] | Promise<ZipSource[]>;
  /** What will not work there, or not as validated. A blocking finding keeps the files of this target from being written. */
  lint: (context: TargetContext) => Finding[];
}
