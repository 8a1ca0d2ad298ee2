import { AppError } from '../../base/errors.ts';
import { adwin } from './adwin.ts';
import { binomialChart } from './binomialChart.ts';
import { cusum } from './cusum.ts';
import { ddm } from './ddm.ts';
import type { DetectorKind } from './detector.ts';
import { eddm } from './eddm.ts';
import { gma } from './gma.ts';
import { hddmA } from './hddmA.ts';
import { hddmW } from './hddmW.ts';
import { kswin } from './kswin.ts';
import { pageHinkley } from './pageHinkley.ts';

/** Every detector, those to try first first. */
export const detectorKinds: readonly DetectorKind[] = [
  adwin,
  binomialChart,
  pageHinkley,
  cusum,
  gma,
  hddmA,
  hddmW,
  ddm,
  eddm,
  kswin,
];

/** @throws AppError NOT_FOUND for a name that no detector has */
export function detectorKind(name: string): DetectorKind {
  const kind = detectorKinds.find((one) => one.name === name);
  if (kind) return kind;
  throw new AppError('NOT_FOUND', `There is no detector ${name}.`, {
    hint: `The detectors are ${detectorKinds.map((one) => one.name).join(', ')}.`,
  });
}
