// Every way in which a cell comes to be another. Adding one: a file in this folder, its line here, its kind in the contract.
import type { EditRule } from './editRule.ts';
import { missingCell } from './missingCell.ts';
import { numberStep } from './numberStep.ts';
import { otherCategory } from './otherCategory.ts';
import { otherTime } from './otherTime.ts';
import { otherTruth } from './otherTruth.ts';
import { textSlip } from './textSlip.ts';
import { unitError } from './unitError.ts';

export const editRules: readonly EditRule[] = [
  missingCell,
  otherCategory,
  otherTruth,
  numberStep,
  unitError,
  textSlip,
  otherTime,
];
