// A real model and real rows behind the questions that the window asks, all in this process.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import { DependenceRequest, FlipRequest } from '../../../app/api/schemas/probe.ts';
import type { Dependence, FlipResult, ProbeResult, RowTest, SaveTestRequest } from '../../../app/api/schemas/probe.ts';
import type { Session } from '../../../app/inference/runtime.ts';
import { openSession } from '../../../app/inference/runtime.ts';
import { ingest } from '../../../app/data/ingest.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { createQuestions } from '../../../app/questions.ts';
import { roleColumns } from '../../../app/runs/batchReader.ts';
import type { ProbeSubject } from '../../../app/stress/probe/subject.ts';
import { saveModel } from '../../support/tinyModels.ts';
import { writeParquet } from '../runs/support/prepareRun.ts';

export interface AskedRows {
  subject: ProbeSubject;
  mapping: Mapping;
  ask(kind: string, input: object, about?: { signal?: AbortSignal; notes?: unknown[] }): Promise<unknown>;
  predict(row: number, edits?: object): Promise<ProbeResult>;
  flip(
    request: Partial<FlipRequest> & { row: number },
    more?: { avoid?: string[]; isCareful?: boolean; notes?: unknown[] },
  ): Promise<FlipResult>;
  dependence(request: Partial<DependenceRequest> & { column: string }): Promise<Dependence>;
  tests(request: Pick<SaveTestRequest, 'row' | 'expect'> & { edits?: object }): Promise<RowTest[]>;
  /** Rows that went through the runtime so far. */
  ran(): number;
  remove(): Promise<void>;
}

export interface AskOptions {
  /** ONNX bytes, or a file. */
  model: Uint8Array | string;
  /** SELECT that gives the rows, or files. */
  data: string | string[];
  roles?: { target?: string };
  map?: (mapping: Mapping) => Mapping;
}

export async function askRows(options: AskOptions): Promise<AskedRows> {
  const root = await mkdtemp(join(tmpdir(), 'drydock-probe-'));
  const cacheDir = join(root, 'cache');
  await mkdir(cacheDir);
  const given = options.model;
  const modelPath = typeof given === 'string' ? given : await saveModel(given, 'model.onnx', root);
  let paths = options.data;
  if (typeof paths === 'string') {
    const path = join(root, 'data.parquet');
    await writeParquet(path, paths);
    paths = [path];
  }
  const { card, runPath } = await openModel(modelPath, { cacheDir });
  const data = await ingest({ paths, options: {} }, { cacheDir });
  const suggested = suggestMapping(card, data, options.roles ?? {});
  const mapping = options.map ? options.map(suggested) : suggested;
  const subject: ProbeSubject = {
    model: { name: card.name, runPath, runSha256: card.runSha256, provider: 'cpu', threads: 1 },
    plan: preparationPlan(card, data, mapping),
    data,
    target: roleColumns(mapping).target,
    labels: mapping.labels,
  };
  let ran = 0;
  const opened: Session[] = [];
  const questions = createQuestions(async (path, how) => {
    const session = await openSession(path, how);
    opened.push(session);
    return {
      ...session,
      run: (tensors, outputs) => {
        ran += Object.values(tensors)[0]?.dims[0] ?? 0;
        return session.run(tensors, outputs);
      },
    };
  });
  const ask: AskedRows['ask'] = async (kind, input, { signal = new AbortController().signal, notes = [] } = {}) => {
    const asked = questions[kind];
    if (!asked) throw new Error(`no question ${kind}`);
    const note = async (value: unknown): Promise<void> => void notes.push(value);
    return asked.answer(asked.input.parse(structuredClone(input)), { signal, note });
  };
  return {
    subject,
    mapping,
    ask,
    predict: async (row, edits = {}) => (await ask('predict', { subject, row, edits })) as ProbeResult,
    flip: async (request, { avoid = [], isCareful = false, notes } = {}) =>
      (await ask(
        'flip',
        { subject, request: FlipRequest.parse(request), avoid, isCareful },
        notes ? { notes } : {},
      )) as FlipResult,
    dependence: async (request) =>
      (await ask('dependence', { subject, request: DependenceRequest.parse(request) })) as Dependence,
    tests: async (request) => (await ask('rowTests', { subject, edits: {}, ...request })) as RowTest[],
    ran: () => ran,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
