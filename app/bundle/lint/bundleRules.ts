// What is looked for in every bundle, whatever it is deployed on.
import * as evidence from './evidenceRules.ts';
import * as golden from './goldenRules.ts';
import * as metadata from './metadataRules.ts';
import * as model from './modelRules.ts';
import type { LintRule } from '../targets/target.ts';

export const bundleRules: readonly LintRule[] = [
  model.customOperators,
  model.unservableTypes,
  model.versionTooNew,
  model.externalPaths,
  model.halfPrecision,
  model.unservedOutputs,
  model.needsLocale,
  model.int8,
  metadata.licence,
  metadata.metadataLeaks,
  metadata.metadataSecrets,
  golden.goldenSecrets,
  golden.goldenPersonalData,
  evidence.partialRun,
  evidence.labels,
  evidence.dependentRows,
  evidence.otherProvider,
  evidence.noPositive,
  evidence.fatalRows,
  evidence.otherForm,
  evidence.namelessClasses,
];
