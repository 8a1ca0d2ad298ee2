// What a person should know of a stress run besides its figures.
import { count } from '../base/counts.ts';
import type { Warning } from '../api/schemas/common.ts';
import type { CorruptionScore, StressMetric, StressReport } from '../api/schemas/stress.ts';
import type { Corruption } from './corruption.ts';

/** With fewer, a single row moves an accuracy by more than two percentage points. */
const fewRows = 50;

/** Before any damage: about the rows, the labels and what the model does on them. */
export function startWarnings(about: {
  report: Pick<StressReport, 'rows' | 'totalRows' | 'labelled' | 'metric' | 'clean' | 'dummy' | 'higherIsBetter' | 'floor'>;
  dummyWords: string;
  answered: number;
  /** Null without a column of weights. */
  weight: Float64Array | null;
}): Warning[] {
  const { rows, totalRows, labelled, metric, clean, dummy, higherIsBetter, floor } = about.report;
  const found: Warning[] = [];
  if (rows < totalRows) {
    found.push({
      code: 'sampled',
      message: `A seeded sample of ${count(rows)} of the ${count(totalRows)} rows.`,
      hint: 'More rows make narrower intervals and take longer.',
    });
  }
  if (rows < fewRows) {
    found.push({
      code: 'few-rows',
      message: `Only ${count(rows)} ${rows === 1 ? 'row' : 'rows'}: grade, curves and breaking points are mostly chance.`,
      hint: `Take at least ${count(fewRows)} rows.`,
    });
  }
  if (labelled === 0) {
    found.push({
      code: 'no-labels',
      message: 'No row has a label: only whether answers stay as they are can be told, not whether they are right.',
      hint: 'Name the column with the true answers as target.',
    });
  }
  if (about.weight && !about.weight.some((weight) => weight > 0)) {
    found.push({
      code: 'no-weight',
      message: 'No row weighs anything: every weight is 0, missing or negative, and no figure counts a row.',
      hint: 'Choose another column of weights, or none.',
    });
  }
  if (about.answered < rows) {
    found.push({
      code: 'unanswered',
      message: `${count(rows - about.answered)} rows get no answer even on the data as they are.`,
      count: rows - about.answered,
    });
  }
  const better = (a: number, b: number): boolean => (higherIsBetter ? a > b : a < b);
  if (clean.value !== null && dummy !== null && !better(clean.value, dummy)) {
    found.push({
      code: 'no-better-than-dummy',
      message: `On clean data the model is no better than ${about.dummyWords} (${metric}): there is nothing that damage could take, so that there is no grade.`,
    });
  }
  if (dummy === null) {
    found.push({
      code: 'no-dummy',
      message: `${metric} of a dummy is not defined on these rows: there is no grade, and no floor unless one is given.`,
    });
  }
  if (clean.value !== null && floor !== null && !better(clean.value, floor)) {
    found.push({
      code: 'floor-not-reached',
      message: `${metric} is ${clean.value === floor ? 'at' : 'past'} the floor on clean data already: there are no breaking points.`,
      hint: 'Choose another floor.',
    });
  }
  return found;
}

export function nothingToDamage(corruptions: readonly Corruption[]): Warning {
  return {
    code: 'nothing-to-damage',
    message: `Left out, since these rows and this model give them nothing to damage: ${corruptions.map(({ title }) => title).join(', ')}.`,
    count: corruptions.length,
  };
}

export function corruptionFailed(corruption: Corruption): Warning {
  return {
    code: 'corruption-failed',
    message: `“${corruption.title}” could not be put on these rows and is left out.`,
    hint: 'This is a fault of the program: please report it with the log.',
  };
}

/** Why figures are null: the model refuses such rows, or none that are left define the metric. */
export function undefinedScores(corruptions: readonly CorruptionScore[], metric: StressMetric): Warning[] {
  const found: Warning[] = [];
  for (const { title, severities } of corruptions) {
    const refused = severities.find((one) => one.refused !== undefined);
    if (refused) {
      found.push({
        code: 'refused',
        message: `The model does not take rows with “${title}” (${refused.meaning}): ${refused.refused ?? ''}`,
        hint: 'A caller that sends such rows gets an error.',
      });
      continue;
    }
    const undefinedOnes = severities.filter(({ score }) => score.value === null);
    if (undefinedOnes.length === 0) continue;
    const unanswered = undefinedOnes.every(({ answered }) => answered === 0);
    found.push({
      code: 'undefined-score',
      message: `${metric} is not defined under “${title}” (${undefinedOnes.map(({ meaning }) => meaning).join('; ')}): ${unanswered ? 'no row gets an answer' : 'the rows that are left do not define it'}.`,
      count: undefinedOnes.length,
    });
  }
  return found;
}
