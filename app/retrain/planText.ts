// A plan for the terminal.
import type { RetrainPlan, RetrainRows } from '../api/schemas/retrain.ts';
import { alignColumns } from '../runs/textReport.ts';

/** Without a newline at the end. */
export function planText(plan: RetrainPlan, { environment = false }: { environment?: boolean } = {}): string {
  const { rows } = plan;
  const table = alignColumns(
    [['', 'rows', 'from', 'to'], line('training', rows.train), line('held out', rows.heldOut), line('reference', rows.reference)],
    1,
  );
  return [
    `Command   ${plan.command}`,
    `in        ${plan.cwd}`,
    `target    ${plan.target}${plan.time === null ? ', no time column: rows spread evenly are held out' : `, time ${plan.time}: the last fresh rows are held out`}`,
    '',
    table,
    ...(rows.withoutTime > 0
      ? ['', `${rows.withoutTime.toLocaleString('en-US')} labelled rows have no time and are left out.`]
      : []),
    ...(environment ? ['', 'Environment', ...plan.environment.map(({ name, value }) => `  ${name}=${value}`)] : []),
    ...(plan.problem ? ['', `It would not start: ${plan.problem.message}`, plan.problem.hint] : []),
  ].join('\n');
}

function line(name: string, { rows, first, last }: RetrainRows['fresh']): string[] {
  return [name, rows.toLocaleString('en-US'), day(first), day(last)];
}

function day(time: string | null): string {
  return time === null ? '–' : time.replace('T00:00:00.000Z', '').replace('.000Z', 'Z');
}
