// Every corruption there is. Adding one: a file in this folder, and its line here. The window, the command line and the
// guide read this list; the order is that of the families.
import type { Corruption } from '../corruption.ts';
import { badCharacters } from './badCharacters.ts';
import { brokenCharacters } from './brokenCharacters.ts';
import { characterErrors } from './characterErrors.ts';
import { clipping } from './clipping.ts';
import { conceptShift } from './conceptShift.ts';
import { contractions } from './contractions.ts';
import { covariateShift } from './covariateShift.ts';
import { dateShift } from './dateShift.ts';
import { dayMonthSwap } from './dayMonthSwap.ts';
import { deadSensor } from './deadSensor.ts';
import { decimalComma } from './decimalComma.ts';
import { duplicatedRows } from './duplicatedRows.ts';
import { gaps } from './gaps.ts';
import { htmlResidue } from './htmlResidue.ts';
import { insertedText } from './insertedText.ts';
import { jitter } from './jitter.ts';
import { labelNoise } from './labelNoise.ts';
import { letterCases } from './letterCase.ts';
import { levelShift } from './levelShift.ts';
import { lostAccents } from './lostAccents.ts';
import { lostColumn } from './lostColumn.ts';
import { lostSeparator } from './lostSeparator.ts';
import { missingAtRandom } from './missingAtRandom.ts';
import { missingByOther } from './missingByOther.ts';
import { missingByOwn } from './missingByOwn.ts';
import { missingWhereSure } from './missingWhereSure.ts';
import { missingWhereUnsure } from './missingWhereUnsure.ts';
import { mojibake } from './mojibake.ts';
import { negation } from './negation.ts';
import { neighbourKeys } from './neighbourKeys.ts';
import { noise } from './noise.ts';
import { numbersInText } from './numbersInText.ts';
import { ocrErrors } from './ocrErrors.ts';
import { outliers } from './outliers.ts';
import { permutedCategories } from './permutedCategories.ts';
import { priorShift } from './priorShift.ts';
import { punctuation } from './punctuation.ts';
import { rounding } from './rounding.ts';
import { sampleRate } from './sampleRate.ts';
import { sentinels } from './sentinels.ts';
import { shuffledColumn } from './shuffledColumn.ts';
import { signFlip } from './signFlip.ts';
import { spikes } from './spikes.ts';
import { stuckSensor } from './stuckSensor.ts';
import { swappedColumns } from './swappedColumns.ts';
import { swappedLetters } from './swappedLetters.ts';
import { swappedNames } from './swappedNames.ts';
import { timeZone } from './timeZone.ts';
import { trend } from './trend.ts';
import { truncatedRows } from './truncatedRows.ts';
import { truncatedText } from './truncatedText.ts';
import { typos } from './typos.ts';
import { unitLarger } from './unitLarger.ts';
import { unitSmaller } from './unitSmaller.ts';
import { unseenCategory } from './unseenCategory.ts';
import { whitespace } from './whitespace.ts';
import { wordErrors } from './wordErrors.ts';

export const corruptions: readonly Corruption[] = [
  missingAtRandom,
  missingByOther,
  missingByOwn,
  missingWhereSure,
  missingWhereUnsure,
  ...sentinels,

  noise,
  outliers,
  unitLarger,
  unitSmaller,
  signFlip,
  lostSeparator,
  rounding,
  clipping,
  dateShift,
  timeZone,
  dayMonthSwap,

  unseenCategory,
  permutedCategories,
  typos,
  ...letterCases,
  whitespace,
  lostAccents,
  brokenCharacters,
  ...mojibake,
  decimalComma,

  swappedLetters,
  neighbourKeys,
  ocrErrors,
  ...characterErrors,
  ...badCharacters,
  ...wordErrors,
  truncatedText,
  ...punctuation,
  ...contractions,
  ...numbersInText,
  ...swappedNames,
  negation,
  ...insertedText,
  htmlResidue,

  swappedColumns,
  shuffledColumn,
  lostColumn,

  duplicatedRows,
  truncatedRows,

  labelNoise,

  stuckSensor,
  deadSensor,
  gaps,
  spikes,
  levelShift,
  trend,
  sampleRate,
  jitter,

  covariateShift,
  priorShift,
  conceptShift,
];
