import type { ReadinessReport } from '../../../app/api/schemas/readiness.ts';
import { readinessState } from '../../../app/api/readinessWords.ts';
import { AppError } from '../../../app/base/errors.ts';
import { notReadyLine } from '../notReady.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import type { Session } from '../session.ts';
import { findRun } from './bundle.ts';

export interface ReadinessFlags extends OutputOptions {
  run: string;
  project?: string;
  state?: string[];
  unstate?: string[];
  minimum?: number;
}

/** "id=text" of --state. */
function statement(given: string): { test: string; text: string } {
  const at = given.indexOf('=');
  const text = given.slice(at + 1).trim();
  if (at > 0 && text !== '') return { test: given.slice(0, at), text };
  throw new AppError('INVALID_INPUT', `--state ${given}: that is not TEST=TEXT.`, {
    hint: 'For instance: --state privacy="Golden rows hold no personal data."',
  });
}

function textReadiness({ score, sections, tests }: ReadinessReport): string[] {
  return [
    `ML Test Score ${score} of 7, that of the weakest section.`,
    ...sections.flatMap(({ id, title, points }) => [
      '',
      `${title}: ${points} of 7`,
      ...tests
        .filter(({ section }) => section === id)
        .flatMap((test) => [
          `  ${readinessState[test.state].padEnd(14)} ${test.title} (${test.id})`,
          `                 ${test.evidence}${test.statement === null ? '' : ` Stated: ${test.statement}`}`,
          ...(test.next === '' || test.statement !== null ? [] : [`                 -> ${test.next}`]),
        ]),
    ]),
  ];
}

/** Exit code 1 when a test failed and was not waived, or the score is below --minimum. */
export async function readinessCommand(session: Session, flags: ReadinessFlags): Promise<number> {
  const { project, runId } = findRun(flags);
  const statements = (flags.state ?? []).map(statement);
  await session.client['projects.open']({ project });
  for (const { test, text } of statements) await session.client['readiness.state']({ project, runId, test, text });
  for (const test of flags.unstate ?? []) await session.client['readiness.state']({ project, runId, test, text: null });
  const report = await session.client['readiness.read']({ project, runId });
  const isReady = report.ok && report.score >= (flags.minimum ?? 0);
  if (flags.json) writeJson(report);
  else {
    for (const line of textReadiness(report)) writeLine(line);
    writeLine('');
    writeLine(
      notReadyLine(report.tests.filter(({ state }) => state === 'failed')) ??
        (isReady ? 'Nothing speaks against serving it that was not waived.' : `Not ready: the score is below ${flags.minimum}.`),
    );
  }
  return isReady ? 0 : 1;
}
