import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { QualitySettings } from '../api/schemas/quality.ts';
import type { RunSettings } from '../api/schemas/runs.ts';
import { qualityChecks } from './checks/registry.ts';
import { columnRoles } from './columnRoles.ts';
import { checkInfo } from './gradeMeasures.ts';
import type { ScoredRun } from './scoredRun.ts';

/** All that what was measured depends on, part by part, so that a person can be told what changed. Grades are no part of it. */
export interface KeyParts {
  version: string;
  data: unknown;
  roles: unknown;
  reference: unknown;
  parameters: unknown;
  run: string | null;
}

interface KeyOf {
  version: string;
  card: DatasetCard;
  mapping: Mapping | null;
  settings: QualitySettings;
  period: RunSettings['reference'];
  /** Of the reference files. */
  stamps: readonly { path: string; size: number; mtimeMs: number }[];
  run: ScoredRun | null;
}

export function qualityKey({ version, card, mapping, settings, period, stamps, run }: KeyOf): KeyParts {
  const roles = columnRoles(card, settings, mapping);
  const parts: KeyParts = {
    version,
    data: [card.sha256, card.options],
    roles: {
      target: roles.target?.name ?? null,
      time: roles.time?.name ?? null,
      keys: roles.keys,
      features: roles.features.map(({ name }) => name),
      classes: roles.classes,
      labels: mapping?.labels ?? {},
    },
    reference: [settings.reference, settings.reference.kind === 'auto' ? period : null, stamps],
    parameters: [
      settings.seed,
      settings.columns,
      qualityChecks.map((check) => {
        const { id, on, thresholds } = checkInfo(check, settings);
        return [id, on, thresholds.filter(({ kind }) => kind === 'parameter').map(({ value }) => value)];
      }),
    ],
    run: run?.id ?? null,
  };
  // As it reads when it comes back from a file.
  return JSON.parse(JSON.stringify(parts)) as KeyParts;
}
