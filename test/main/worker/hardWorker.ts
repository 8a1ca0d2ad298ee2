// The real worker with a runtime that native faults come from: some rows end the process, some never come back.
import { openSession } from '../../../app/inference/runtime.ts';
import { createQuestions } from '../../../app/questions.ts';
import { createTasks } from '../../../app/tasks.ts';
import { openLocalReader } from '../../../app/runs/batchReader.ts';
import { openLocalTally } from '../../../app/runs/runTally.ts';
import { serveTask } from '../../../main/worker/serveTask.ts';
import { startProcess } from '../../../main/worker/startProcess.ts';
import { deadly, endless, slow } from './hardRows.ts';

/** As native code does: the loop does not turn meanwhile. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const openHardSession: typeof openSession = async (path, options) => {
  const session = await openSession(path, options);
  return {
    ...session,
    run: (tensors, outputs) => {
      for (const { data } of Object.values(tensors)) {
        if (!(data instanceof Float32Array)) continue;
        if (data.includes(deadly)) process.abort();
        if (data.includes(slow)) block(200);
        if (data.includes(endless)) block(600_000);
      }
      return session.run(tensors, outputs);
    },
  };
};

serveTask(
  createTasks({
    openReader: openLocalReader,
    openTally: openLocalTally,
    startProcess,
    openSession: openHardSession,
  }),
  createQuestions(openHardSession),
);
