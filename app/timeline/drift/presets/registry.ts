import { deepchecks } from './deepchecks.ts';
import { drydock } from './drydock.ts';
import { evidently } from './evidently.ts';
import { nannyml } from './nannyml.ts';
import type { DriftPreset } from './preset.ts';

/** Ours first. */
export const driftPresets: readonly DriftPreset[] = [drydock, evidently, deepchecks, nannyml];

export function presetNamed(name: string): DriftPreset {
  const preset = driftPresets.find((one) => one.name === name);
  if (preset) return preset;
  throw new RangeError(`There is no preset ${name}.`);
}
