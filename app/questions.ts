// THE table of questions: what the process that keeps a model open is asked. Input is plain JSON data made by the workbench.
import { z } from 'zod';
import { PreparationPlan } from './api/schemas/mapping.ts';
import { DependenceRequest, FlipRequest, ProbedRow, RowTests, SaveTestRequest, type ReplayResult } from './api/schemas/probe.ts';
import { isAppError, isCancelled } from './base/errors.ts';
import type { ColumnBatch } from './base/columns.ts';
import { openSession } from './inference/runtime.ts';
import { question, type Question } from './jobs/tasks.ts';
import { LintRequest, runCheck } from './stress/lint/runCheck.ts';
import { answerFlip } from './stress/probe/answerFlip.ts';
import { createChoices } from './stress/probe/choices.ts';
import { dependence } from './stress/probe/dependence.ts';
import { createKeptSession, type OpenModelSession } from './stress/probe/keptSession.ts';
import { probeRow, type RowQuestion } from './stress/probe/probeRow.ts';
import { profilesOf, readRow } from './stress/probe/readRow.ts';
import { rowModel } from './stress/probe/rowModel.ts';
import { replayTest, rowTestsOf } from './stress/probe/rowTests.ts';
import { sampleRows, type SampledRows } from './stress/probe/sampleRows.ts';
import { ProbedModel, ProbeSubject } from './stress/probe/subject.ts';

/** What was read last, by what it was read from. */
function keptLast<T>(): (key: string, read: () => Promise<T>) => Promise<T> {
  let kept: { key: string; value: Promise<T> } | undefined;
  return async (key, read) => {
    if (kept?.key === key) return kept.value;
    const entry = { key, value: read() };
    kept = entry;
    entry.value.catch(() => {
      if (kept === entry) kept = undefined;
    });
    return entry.value;
  };
}

/** Of one process: it keeps the last session, row and sample between questions. */
export function createQuestions(open: OpenModelSession = openSession): Record<string, Question> {
  const withSession = createKeptSession(open);
  const choices = createChoices();
  const lastRow = keptLast<ColumnBatch>();
  const lastSample = keptLast<SampledRows>();

  const rowOf = ({ data, plan, target }: ProbeSubject, row: number, columns: readonly string[]): Promise<ColumnBatch> => {
    const names = [...new Set([...columns, ...(target === null ? [] : [target])])];
    // Not the signal of one question: the next one may be about the same row.
    const signal = new AbortController().signal;
    return lastRow(JSON.stringify([data.sha256, data.columnar, plan, row, names]), () =>
      readRow(data, { row, columns: names, signal }),
    );
  };
  const ofRow = <T>(
    subject: ProbeSubject,
    row: number,
    about: { signal: AbortSignal; work: (asked: RowQuestion) => Promise<T> },
  ): Promise<T> =>
    withSession(subject.model, async (session) => {
      const model = rowModel(session, subject.plan);
      const { signal, work } = about;
      const read = await rowOf(subject, row, model.columns);
      return work({
        model,
        provider: session.provider,
        subject,
        row: read,
        profiles: profilesOf(subject.data),
        choices,
        signal,
      });
    });

  const subject = z.object({ subject: ProbeSubject });
  return {
    predict: question(subject.extend(ProbedRow.shape), ({ subject, ...row }, { signal }) =>
      ofRow(subject, row.row, { signal, work: (asked) => probeRow(asked, row) }),
    ),

    flip: question(
      subject.extend({ request: FlipRequest, avoid: z.array(z.string()), isCareful: z.boolean() }),
      ({ subject, request, avoid, isCareful }, { signal, note }) =>
        ofRow(subject, request.row, {
          signal,
          work: (asked) => answerFlip({ ...asked, request, avoid, isCareful, note }),
        }),
    ),

    dependence: question(subject.extend({ request: DependenceRequest }), ({ subject, request }, { signal }) =>
      withSession(subject.model, async (session) => {
        const { data, plan } = subject;
        const model = rowModel(session, plan);
        const { rows, seed } = request;
        const sample = await lastSample(JSON.stringify([data.sha256, data.columnar, plan, rows, seed]), () =>
          sampleRows(data, { plan, rows, seed, signal: new AbortController().signal }),
        );
        const row = request.row && (await rowOf(subject, request.row.row, model.columns));
        return dependence({ model, subject, profiles: profilesOf(data), sample, row, request, signal });
      }),
    ),

    rowTests: question(subject.extend(SaveTestRequest.omit({ out: true }).shape), ({ subject, ...request }, { signal }) =>
      ofRow(subject, request.row, { signal, work: (asked) => rowTestsOf(asked, request) }),
    ),

    lint: question(LintRequest, (request, { signal }) => runCheck(request, { openSession: open, signal })),

    replay: question(
      z.object({
        model: ProbedModel,
        plan: PreparationPlan,
        tests: RowTests.shape.tests,
        tolerance: RowTests.shape.tolerance,
        /** Tests that ended the runtime before, by name. */
        avoid: z.array(z.string()),
      }),
      ({ model, plan, tests, tolerance, avoid }, { signal, note }) =>
        withSession(model, async (session) => {
          const checks: ReplayResult['checks'] = [];
          for (const test of tests) {
            signal.throwIfAborted();
            const { name } = test;
            if (avoid.includes(name)) {
              checks.push({ name, ok: false, detail: 'ends the native runtime' });
              continue;
            }
            await note(name);
            try {
              checks.push(await replayTest(rowModel(session, plan), test, tolerance));
            } catch (error) {
              if (isCancelled(error) || !isAppError(error)) throw error;
              checks.push({ name, ok: false, detail: error.message });
            }
          }
          return checks;
        }),
    ),
  };
}
