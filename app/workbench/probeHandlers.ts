// One row looked at closely, as the contract offers it. The runtime is in a process of its own, which keeps the model open.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { Dependence, FlipResult, ProbeResult, RowTest, RowTests, type ReplayResult } from '../api/schemas/probe.ts';
import { AppError, isAppError, toWire } from '../base/errors.ts';
import { goldenTolerance } from '../bundle/golden/compareAnswers.ts';
import type { TaskRunner } from '../jobs/tasks.ts';
import { preparationPlan } from '../mapping/preparationPlan.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import type { OpenProjects } from './openProjects.ts';
import { probedModel, readyProject, type Providers, type ReadyProject } from './probeSubject.ts';
import { namingGivenFile } from './tryModel.ts';

type ProbeHandlers = Pick<
  Handlers<WorkbenchContract>,
  'probe.predict' | 'probe.flip' | 'probe.dependence' | 'probe.saveTest' | 'probe.replay'
>;

export interface ProbeHandlersOptions {
  projects: OpenProjects;
  tasks: TaskRunner;
  providers: Providers;
  folderOf: (project: string) => string;
}

/** What a search may take beyond its budget before it is taken for a run that does not come back. */
const patienceSeconds = 10;
/** Things that end the runtime which are set aside; with more of them it is the model that is to be looked at. */
const mostFatal = 5;

export function createProbeHandlers(options: ProbeHandlersOptions): ProbeHandlers {
  const { tasks, folderOf, projects } = options;
  const ready = (project: string, signal: AbortSignal): Promise<ReadyProject> => readyProject(options, folderOf(project), signal);

  const ask = async <S extends z.ZodType>(schema: S, about: Asked): Promise<z.output<S>> => {
    const { kind, input, signal, opened } = about;
    try {
      return schema.parse(await tasks.ask(kind, input, { signal, onNote: about.onNote ?? (() => undefined) }));
    } catch (error) {
      throw namingGivenFile(error, opened);
    }
  };

  /** Asks again without what ended the runtime. `isCareful` from the second time on: then it is told beforehand what is run. */
  const askAround = async <S extends z.ZodType>(
    schema: S,
    about: Omit<Asked, 'input' | 'onNote'>,
    inputOf: (avoid: string[], isCareful: boolean) => unknown,
  ): Promise<z.output<S>> => {
    const avoid: string[] = [];
    for (let isCareful = false; ; isCareful = true) {
      let last: string | undefined;
      const onNote = (note: unknown): void => void (last = String(note));
      try {
        return await ask(schema, { ...about, input: inputOf(avoid, isCareful), onNote });
      } catch (error) {
        const isFatal = isAppError(error) && error.code === 'ENGINE_CRASHED';
        if (!isFatal || avoid.length >= mostFatal || (isCareful && last === undefined)) throw error;
        if (last !== undefined) avoid.push(last);
      }
    }
  };

  return {
    'probe.predict': async ({ project, ...row }, { signal }) => {
      const { subject, opened } = await ready(project, signal);
      return ask(ProbeResult, { kind: 'predict', input: { subject, ...row }, signal, opened });
    },

    'probe.flip': async ({ project, ...request }, { signal }) => {
      const startedAt = performance.now();
      const { subject, opened } = await ready(project, signal);
      const limit = AbortSignal.timeout(1000 * (request.budgetSeconds + patienceSeconds));
      try {
        return await askAround(
          FlipResult,
          { kind: 'flip', signal: AbortSignal.any([signal, limit]), opened },
          (avoid, isCareful) => {
            const budgetSeconds = Math.max(1, request.budgetSeconds - (performance.now() - startedAt) / 1000);
            return { subject, request: { ...request, budgetSeconds }, avoid, isCareful };
          },
        );
      } catch (error) {
        if (!limit.aborted || signal.aborted) throw error;
        throw new AppError(
          'BUSY',
          `The model did not come back within ${request.budgetSeconds + patienceSeconds} s, and was let go of.`,
          {
            hint: 'One of the edits may hold the runtime up. Name the columns to edit, or give it more time.',
          },
        );
      }
    },

    'probe.dependence': async ({ project, ...request }, { signal }) => {
      const { subject, opened } = await ready(project, signal);
      return ask(Dependence, { kind: 'dependence', input: { subject, request }, signal, opened });
    },

    'probe.saveTest': async ({ project, out, ...request }, { signal }) => {
      const { subject, opened } = await ready(project, signal);
      const made = await ask(z.array(RowTest), { kind: 'rowTests', input: { subject, ...request }, signal, opened });
      const path = out === undefined ? join(folderOf(project), 'tests/row-tests.json') : resolve(out);
      const { absolute, relative } = goldenTolerance(subject.plan);
      const fresh: Omit<RowTests, 'tests'> = {
        kind: 'drydock-row-tests',
        version: 1,
        model: { name: opened.card.name, sha256: opened.card.sha256 },
        data: { name: subject.data.name, sha256: subject.data.sha256 },
        plan: subject.plan,
        tolerance: { absolute, relative },
      };
      const tests = [...(await earlierTests(path, fresh)).filter(({ name }) => !made.some((one) => one.name === name)), ...made];
      await writeJsonAtomic(path, { ...fresh, tests } satisfies RowTests);
      return { path, tests: tests.length };
    },

    'probe.replay': async ({ project, path: given }, { signal }): Promise<ReplayResult> => {
      const path = resolve(given);
      const file = await readTests(path);
      const { model, data, project: kept } = await projects.parts(folderOf(project));
      if (!model) throw new AppError('CONFLICT', 'The project has no model yet.', { hint: 'Open an ONNX file first.' });
      const { mapping, settings } = kept.file;
      const plan = data && mapping ? preparationPlan(model.card, data, mapping) : file.plan;
      const probed = await probedModel({ ...options, settings }, model, signal);
      const checks = await askAround(checksSchema, { kind: 'replay', signal, opened: model }, (avoid) => ({
        model: probed,
        plan,
        tests: file.tests,
        tolerance: file.tolerance,
        avoid,
      }));
      return { ok: checks.every(({ ok }) => ok), path, checks };
    },
  };
}

interface Asked {
  kind: string;
  input: unknown;
  signal: AbortSignal;
  opened: ReadyProject['opened'];
  onNote?: (note: unknown) => void;
}

const checksSchema = z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() }));

/** Tests that the file has already. @throws CONFLICT when they were made with another model or mapping */
async function earlierTests(path: string, now: Omit<RowTests, 'tests'>): Promise<RowTests['tests']> {
  let before: RowTests;
  try {
    before = await readTests(path);
  } catch (error) {
    if (toWire(error).code === 'NOT_FOUND') return [];
    throw error;
  }
  if (before.model.sha256 === now.model.sha256 && isDeepStrictEqual(before.plan, now.plan)) return before.tests;
  throw new AppError('CONFLICT', `The tests in ${path} were made with another model or mapping.`, {
    hint: 'Save under another name, or move that file away; `drydock replay` still runs it.',
    where: { file: path },
  });
}

/** @throws NOT_FOUND, INVALID_INPUT */
async function readTests(path: string): Promise<RowTests> {
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const parsed = RowTests.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    'INVALID_INPUT',
    `${path} is no file of row tests (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}).`,
    {
      hint: 'Such files are written by “Save as a test” in the what-if editor; see the user guide, “One row at a time”.',
      where: { file: path },
    },
  );
}
