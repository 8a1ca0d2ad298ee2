import type { CheckNeed, DataContext, QualityCheck } from './check.ts';

const reasons: Record<CheckNeed, string> = {
  target: 'No target column is known.',
  classes: 'The target is a number, or no target column is known.',
  time: 'No time column is known.',
  reference: 'There is nothing to hold the data against: choose a reference.',
  run: 'It needs a finished run on these data with scores and labels.',
};

/** Why a check has nothing to look at; null where it has. */
export function whyNot(
  check: QualityCheck,
  { roles, reference, run }: Pick<DataContext, 'roles' | 'reference' | 'run'>,
): string | null {
  const has: Record<CheckNeed, boolean> = {
    target: roles.target !== null,
    classes: roles.target !== null && roles.isClass,
    time: roles.time !== null,
    reference: reference !== null,
    run: run !== null,
  };
  const lacking = (check.needs ?? []).find((need) => !has[need]);
  return lacking === undefined ? null : reasons[lacking];
}
