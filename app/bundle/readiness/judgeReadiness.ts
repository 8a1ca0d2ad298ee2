// The ML Test Score of a run: four sections of seven tests; the score is that of the weakest section.
import type {
  ReadinessFacts,
  ReadinessReport,
  ReadinessSection,
  ReadinessState,
  ReadinessStatements,
  ReadinessTest,
} from '../../api/schemas/readiness.ts';
import { AppError } from '../../base/errors.ts';
import { dataTests } from './dataTests.ts';
import { infrastructureTests } from './infrastructureTests.ts';
import type { ScoreTest } from './judgement.ts';
import { modelTests } from './modelTests.ts';
import { monitoringTests } from './monitoringTests.ts';

const sections: { id: ReadinessSection; title: string; tests: readonly ScoreTest[] }[] = [
  { id: 'data', title: 'Features and data', tests: dataTests },
  { id: 'model', title: 'Model development', tests: modelTests },
  { id: 'infrastructure', title: 'Infrastructure', tests: infrastructureTests },
  { id: 'monitoring', title: 'Monitoring', tests: monitoringTests },
];

const testIds = sections.flatMap(({ tests }) => tests.map(({ id }) => id));

/** Half a point for what is done by hand and written down, one for what is evidenced each time. Source: the paper, section VI. */
const points: Record<ReadinessState, number> = { passed: 1, partly: 0.5, stated: 0.5, waived: 0, unknown: 0, failed: 0 };

/** @throws INVALID_INPUT when there is no such test. */
export function requireTest(id: string): void {
  if (testIds.includes(id)) return;
  throw new AppError('INVALID_INPUT', `There is no test "${id}" in the score.`, {
    hint: `The tests are: ${testIds.join(', ')}.`,
  });
}

/** A statement lifts what nobody looked at, and waives what failed; evidence that there is stands above it. */
function withStatement(state: ReadinessTest['state'], statement: string | null): ReadinessState {
  if (statement === null) return state;
  if (state === 'unknown') return 'stated';
  return state === 'failed' ? 'waived' : state;
}

export function judgeReadiness(facts: ReadinessFacts, statements: ReadinessStatements): ReadinessReport {
  const tests = sections.flatMap(({ id: section, tests: list }) =>
    list.map(({ id, title, judge }): ReadinessTest => {
      const { state: found, evidence, next = '' } = judge(facts);
      const statement = Object.hasOwn(statements, id) ? statements[id]! : null;
      const state = withStatement(found, statement);
      return { id, section, title, state, points: points[state], evidence, next, statement };
    }),
  );
  const scored = sections.map(({ id, title }) => ({
    id,
    title,
    points: tests.filter(({ section }) => section === id).reduce((sum, test) => sum + test.points, 0),
  }));
  return {
    version: 1,
    runId: facts.run.id,
    score: Math.min(...scored.map((section) => section.points)),
    sections: scored,
    ok: tests.every(({ state }) => state !== 'failed'),
    tests,
  };
}
