// Every check of the data, in the order in which they run: what the profile tells first, what takes longest last.
import type { QualityCheck } from '../check.ts';
import { classImbalance } from './classImbalance.ts';
import { conflictingLabels } from './conflictingLabels.ts';
import { constantColumns } from './constantColumns.ts';
import { dateLeakage } from './dateLeakage.ts';
import { disguisedMissing } from './disguisedMissing.ts';
import { duplicateRows } from './duplicateRows.ts';
import { encodingDamage } from './encodingDamage.ts';
import { giveaways } from './giveaways.ts';
import { idLikeColumns } from './idLikeColumns.ts';
import { infiniteNumbers } from './infiniteNumbers.ts';
import { labelErrors } from './labelErrors.ts';
import { leakage } from './leakage.ts';
import { missing } from './missing.ts';
import { missingOverTime } from './missingOverTime.ts';
import { mixedTypes } from './mixedTypes.ts';
import { nearDuplicateCategories } from './nearDuplicateCategories.ts';
import { nearDuplicateRows } from './nearDuplicateRows.ts';
import { outlierRows } from './outlierRows.ts';
import { outliers } from './outliers.ts';
import { outOfRange } from './outOfRange.ts';
import { overlap } from './overlap.ts';
import { referenceColumns } from './referenceColumns.ts';
import { referenceStatistics } from './referenceStatistics.ts';
import { rejectedRows } from './rejectedRows.ts';
import { strayLabels } from './strayLabels.ts';
import { unseenCategories } from './unseenCategories.ts';

export const qualityChecks: readonly QualityCheck[] = [
  rejectedRows,
  missing,
  infiniteNumbers,
  strayLabels,
  classImbalance,
  constantColumns,
  idLikeColumns,
  referenceColumns,
  referenceStatistics,
  missingOverTime,
  outOfRange,
  unseenCategories,
  disguisedMissing,
  mixedTypes,
  encodingDamage,
  nearDuplicateCategories,
  outliers,
  duplicateRows,
  conflictingLabels,
  overlap,
  dateLeakage,
  leakage,
  giveaways,
  nearDuplicateRows,
  labelErrors,
  outlierRows,
];
