import { deepchecks } from './deepchecks.ts';
import { drydock } from './drydock.ts';
import { evidently } from './evidently.ts';
import { nannyml } from './nannyml.ts';
import type { DriftPreset } from './preset.ts';

/** Ours first. */
export const driftPresets: readonly DriftPreset[] = [drydock, evidently, deepchecks, nannyml];
