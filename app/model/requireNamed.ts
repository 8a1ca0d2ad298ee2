import type { ToldClasses } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import type { Guess } from './guessReading.ts';

/**
 * Makes sure that the classes are the ones a person named.
 * @throws DATA_MISMATCH when the model has no classes, another number of them, or names of its own for them
 */
export function requireNamed({ reading, reason }: Guess, { names, from }: ToldClasses): void {
  const count = `${from} names ${String(names.length)} classes`;
  const refuse = (message: string, hint: string): never => {
    throw new AppError('DATA_MISMATCH', message, { hint });
  };
  if (!reading) return refuse(`${count}, but it is not known what the model gives.`, reason);
  if (reading.task === 'regression') return refuse(`${count}, but the model predicts a number.`, reason);
  const { classes } = reading;
  if (classes.length !== names.length) {
    refuse(
      `${count}, but the model has ${String(classes.length)}: ${shown(classes)}.`,
      'Give a file with one name for each class, in the order of the model.',
    );
  }
  // In another order they are the same classes: the model itself knows its own.
  if (classes.every((name) => names.includes(name))) return;
  refuse(
    `${from} names the classes ${shown(names)}, but the model itself calls them ${shown(classes)}.`,
    'Names are for classes that the model only numbers 0, 1, 2, …, and are no numbers. Which label of the data means which class is said in the mapping.',
  );
}

function shown(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
}
