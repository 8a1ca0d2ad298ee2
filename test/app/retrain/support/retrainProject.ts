// A project whose model can be beaten, and a workbench whose tasks run in this process.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract, type WorkbenchContract } from '../../../../app/api/contract.ts';
import { createMemoryPair } from '../../../../app/api/memoryChannel.ts';
import type { Client } from '../../../../app/api/procedure.ts';
import { connect, serve } from '../../../../app/api/rpc.ts';
import type { JobRecord } from '../../../../app/api/schemas/jobs.ts';
import type { TaskRunner } from '../../../../app/jobs/tasks.ts';
import { openLocalReader } from '../../../../app/runs/batchReader.ts';
import { openLocalTally } from '../../../../app/runs/runTally.ts';
import { createTasks } from '../../../../app/tasks.ts';
import { createWorkbench } from '../../../../app/workbench.ts';
import { startProcess } from '../../../../main/worker/startProcess.ts';
import { repositoryRoot } from '../../../support/bundleScript.ts';
import { logisticRegression, saveModel } from '../../../support/tinyModels.ts';
import { writeParquet } from '../../runs/support/prepareRun.ts';

const table = createTasks({ openReader: openLocalReader, openTally: openLocalTally, startProcess });
const tasks: TaskRunner = {
  run: async (kind, input, hooks) => {
    const task = table[kind];
    // As between two processes: only what JSON holds arrives.
    const given = task?.input.parse(JSON.parse(JSON.stringify(input)));
    return JSON.parse(JSON.stringify((await task?.run(given, hooks)) ?? null)) as unknown;
  },
  ask: () => Promise.reject(new Error('not asked here')),
};

export interface RetrainProject {
  /** Its name holds a space and a quote. */
  folder: string;
  client: Client<WorkbenchContract>;
  project: string;
  /** Labels follow the sum of f0 and f1: `good` knows, the champion half, `bad` the reverse. `other` is good by an input of another name. */
  models: Record<'champion' | 'good' | 'bad' | 'other' | 'wide', string>;
  /** The start of a command: node and the script, quoted. */
  train: string;
  finished(jobId: string): Promise<JobRecord>;
  close(): Promise<void>;
}

const train = join(repositoryRoot, 'test/fixtures/retrain/train.mjs');

export async function retrainProject({ commandsAllowed = true } = {}): Promise<RetrainProject> {
  const folder = await mkdtemp(join(tmpdir(), "drydock it's-"));
  const folders = {
    projects: folder,
    config: join(folder, '.config'),
    cache: join(folder, '.cache'),
    examples: join(repositoryRoot, 'examples'),
  };
  const workbench = createWorkbench({ tasks, folders, version: '0.0.0-test', serverScript: '', commandsAllowed });
  const [near, far] = createMemoryPair();
  serve(contract, workbench.handlers, far);
  const client = connect(contract, near);
  const finished = async (jobId: string): Promise<JobRecord> => {
    for await (const { job } of client['jobs.follow']({ after: 0 })) if (job.id === jobId && job.endedAt !== null) return job;
    throw new Error('the stream of jobs ended');
  };
  const model = (name: string, weights: number[], inputName = 'X'): Promise<string> =>
    saveModel(logisticRegression({ weights, inputName }), `${name}.onnx`, folder);
  const models = {
    champion: await model('champion', [1, -0.2]),
    good: await model('good', [3, 3]),
    bad: await model('bad', [-3, -3]),
    other: await model('other', [3, 3], 'features'),
    wide: await model('wide', [1, 1, 1, 1, 1]),
  };
  const data = join(folder, 'data.parquet');
  await writeParquet(
    data,
    `SELECT i AS id, TIMESTAMP '2020-01-01' + to_hours(i::INTEGER) AS t, f0, f1,
       CASE WHEN i % 11 = 5 THEN NULL ELSE (f0 + f1 + (i % 7) / 20.0 > 0.15)::INTEGER END AS label
     FROM (SELECT i, (i * 37 % 101 / 50.0 - 1)::FLOAT AS f0, (i * 59 % 97 / 48.0 - 1)::FLOAT AS f1 FROM range(1000) r(i)) ORDER BY i`,
  );
  const { project } = await client['projects.create']({ name: 'Retrain' });
  await client['projects.setModel']({ project, path: models.champion });
  await finished((await client['projects.setData']({ project, paths: [data], options: {} })).jobId);
  await client['projects.suggestMapping']({ project, told: { target: 'label', time: 't', id: 'id' }, keep: false });
  const { settings } = await client['projects.get']({ project });
  await client['projects.setSettings']({ project, settings: { ...settings, provider: 'cpu', threads: 1, batch: 256 } });
  return {
    folder,
    client,
    project,
    models,
    train: `"${process.execPath}" "${train}"`,
    finished,
    async close() {
      near.close();
      await workbench.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
