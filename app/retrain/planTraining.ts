// What a retraining would do, without doing any of it.
import type { RetrainPlan } from '../api/schemas/retrain.ts';
import { openDatabase } from '../data/duckdb.ts';
import { ownVariables, shownEnvironment } from './commandEnvironment.ts';
import { tooFewRows } from './enoughRows.ts';
import { fillCommand } from './fillCommand.ts';
import { commandPaths } from './retrainFiles.ts';
import type { RetrainRequest } from './retrainRequest.ts';
import { splitRows } from './splitSql.ts';

/**
 * @param about.environment what processes get that are started from here
 * @throws INVALID_INPUT, FILE_UNREADABLE, CANCELLED
 */
export async function planTraining(
  request: RetrainRequest,
  about: { environment: Record<string, string | undefined>; tempDirectory: string; signal?: AbortSignal | undefined },
): Promise<RetrainPlan> {
  const { settings, runDir, target, time, cwd, memoryLimit } = request;
  const paths = commandPaths(runDir, settings);
  const command = fillCommand(settings.command, paths);
  const database = await openDatabase({ memoryLimit, tempDirectory: about.tempDirectory });
  try {
    const { rows } = await splitRows(request, { connection: await database.connect(), signal: about.signal });
    const environment = shownEnvironment({
      ...about.environment,
      ...ownVariables(paths, { command: settings.command, target, time, seed: settings.seed }),
    });
    return { command, cwd, rows, target, time, environment, problem: tooFewRows(rows) };
  } finally {
    database.close();
  }
}
