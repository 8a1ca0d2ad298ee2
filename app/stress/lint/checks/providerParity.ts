import type { LintFinding } from '../../../api/schemas/lint.ts';
import type { ProviderName } from '../../../api/schemas/runs.ts';
import { isAppError } from '../../../base/errors.ts';
import { throwIfAborted } from '../../../base/abort.ts';
import { providerLabels } from '../../../inference/providerReason.ts';
import { corruptions } from '../../corruptions/registry.ts';
import type { Corruption } from '../../corruption.ts';
import { Draws } from '../../draws.ts';
import { modelUnderTest, type ModelUnderTest } from '../../modelUnderTest.ts';
import { compareAnswers, type AnswerDifference } from '../compareAnswers.ts';
import { finding, type LintContext, type LintRule } from '../lintContext.ts';

/** Which of its five amounts a corruption is put on with: the third. */
const severity = 2;
/** Differences of scores up to this are those of rounding in another order (float32). */
const rounding = 1e-4;

/** The CPU against another provider, on the rows as they are and on damaged ones. */
export function providerParity(provider: Exclude<ProviderName, 'auto' | 'cpu'>): LintRule {
  const label = providerLabels[provider];
  return {
    id: `provider:${provider}`,
    title: `${label} gives other answers than the CPU`,
    help: 'Providers add in another order and in other precision. Small differences are normal; another class, or differences that grow on damaged rows, are not.',
    async look(context) {
      const cpu = await context.openSession('cpu');
      try {
        const other = await context.openSession(provider);
        try {
          const look = await compare(context, { cpu, other, provider, label });
          const share = (await takesAll(context, provider)) ? 'all' : 'only a part';
          return { ...look, summary: `${look.summary} ${label} runs ${share} of the graph.` };
        } finally {
          await other.close();
        }
      } finally {
        await cpu.close();
      }
    },
  };
}

/** Whether no operator runs on the CPU all the same. */
async function takesAll(context: LintContext, provider: Exclude<ProviderName, 'auto' | 'cpu'>): Promise<boolean> {
  try {
    const session = await context.openSession(provider, { noCpuFallback: true });
    await session.close();
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

async function compare(
  { plan, table, signal, settings }: LintContext,
  about: { cpu: LintContext['session']; other: LintContext['session']; provider: string; label: string },
): Promise<{ summary: string; findings: LintFinding[] }> {
  const batchRows = Math.max(plan.fixedBatch ?? 1, 256);
  const ask = (session: LintContext['session']): Promise<ModelUnderTest> =>
    modelUnderTest({ session, plan, table, batchRows, signal });
  const [cpu, other] = [await ask(about.cpu), await ask(about.other)];
  const clean = compareAnswers(cpu.clean, other.clean);
  const draws = new Draws(settings.seed, table.rowNumbers);
  const damaged: { corruption: Corruption; difference: AnswerDifference }[] = [];
  for (const corruption of corruptions) {
    throwIfAborted(signal);
    const { reach } = corruption;
    const columns = reach.of === 'cells' ? table.features.filter((column) => reach.fits(column, table)) : table.features;
    if (columns.length === 0 || (reach.of === 'table' && !reach.fits(table))) continue;
    const damage = corruption.damage({ table, columns, amount: corruption.amounts[severity], draws, clean: cpu.clean });
    if (!damage.columns || damage.rows) continue;
    const answers = [await cpu.predict(damage.columns, signal), await other.predict(damage.columns, signal)] as const;
    damaged.push({ corruption, difference: compareAnswers(...answers) });
  }
  const worst = damaged.reduce<(typeof damaged)[number] | null>(
    (top, one) =>
      !top ||
      one.difference.flips > top.difference.flips ||
      (one.difference.flips === top.difference.flips && one.difference.largest > top.difference.largest)
        ? one
        : top,
    null,
  );
  const summary = `${clean.rows} rows as they are: largest difference ${clean.largest.toPrecision(2)}, mean ${clean.mean.toPrecision(2)}, ${clean.flips} flips${
    worst
      ? `; under ${damaged.length} kinds of damage at most ${worst.difference.largest.toPrecision(2)} and ${worst.difference.flips} flips (${worst.corruption.title})`
      : ''
  }.`;
  const findings = [judge(clean, { ...about, rowNumbers: table.rowNumbers, under: null })];
  if (worst) findings.push(judge(worst.difference, { ...about, rowNumbers: table.rowNumbers, under: worst.corruption }));
  return { summary, findings: findings.filter((one) => one !== null) };
}

function judge(
  difference: AnswerDifference,
  about: { provider: string; label: string; rowNumbers: Float64Array; under: Corruption | null },
): LintFinding | null {
  const { flips, lost, largest, mean, rows } = difference;
  if (flips === 0 && lost === 0 && largest <= rounding) return null;
  const { label, provider, under } = about;
  const when = under ? ` under “${under.title}”` : '';
  const share = rows > 0 ? flips / rows : 0;
  return finding({
    id: `${provider}:${under?.id ?? 'clean'}`,
    severity: share >= 0.01 || lost > 0 || largest > 0.1 ? 'fail' : flips > 0 || largest > 1e-2 ? 'warn' : 'info',
    message:
      flips > 0 || lost > 0
        ? `${flips} of ${rows} rows get another answer on ${label} than on the CPU${when}${lost > 0 ? `, ${lost} an answer on only one of them` : ''}.`
        : `Scores on ${label} differ from those on the CPU by up to ${largest.toPrecision(2)}${when}; no answer changes.`,
    meaning: under
      ? 'What was validated on one provider does not hold on the other once data get messy.'
      : 'Figures measured on one provider do not hold on the other.',
    action: `Validate on the provider that will serve, or serve on the CPU. Differences of this size often come from half precision: look for float16 in the graph or in the settings of ${label}.`,
    where: { provider },
    evidence: [
      { name: 'rows', value: rows },
      { name: 'flips', value: flips },
      { name: 'answered by only one', value: lost },
      { name: 'largest difference', value: largest },
      { name: 'mean difference', value: mean },
      ...(under ? [{ name: 'damage', value: under.says(under.amounts[severity]) }] : []),
    ],
    rows: difference.flipped.map((row) => (about.rowNumbers[row] as number) + 1),
  });
}
