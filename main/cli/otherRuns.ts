import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../app/base/errors.ts';

const others = { 'stress.json': 'a stress run', 'harden.json': 'a hardening run', 'retrain.json': 'a retraining' } as const;

/** @throws INVALID_INPUT for the folder of a run that is no validation */
export function requireValidation(folder: string): void {
  for (const [file, kind] of Object.entries(others)) {
    if (!existsSync(join(folder, file))) continue;
    throw new AppError('INVALID_INPUT', `${folder} is ${kind}: it has no predictions.`, {
      hint: 'Name the folder of a validation, runs/…-validate.',
      where: { path: folder },
    });
  }
}
