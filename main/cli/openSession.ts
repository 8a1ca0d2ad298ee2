import { join } from 'node:path';
import { contract } from '../../app/api/contract.ts';
import { createMemoryPair } from '../../app/api/memoryChannel.ts';
import { connect, serve } from '../../app/api/rpc.ts';
import { createWorkbench } from '../../app/workbench.ts';
import { afterCrash } from '../supervisor/afterCrash.ts';
import { defaultFolders } from '../supervisor/defaultFolders.ts';
import { openLogFile } from '../supervisor/logFile.ts';
import { programFiles } from '../supervisor/programFiles.ts';
import { spawnNode } from '../supervisor/spawnNode.ts';
import { createWorkerPool } from '../supervisor/workerPool.ts';
import type { Session } from './session.ts';

/**
 * The same contract as the window's, served in this process: input is checked and defaults are filled in one place.
 * `keepsProject`: its projects outlive the command, so that they belong into the list of recent ones.
 */
export async function openSession(signal: AbortSignal, { keepsProject }: { keepsProject: boolean }): Promise<Session> {
  const files = programFiles(import.meta.url);
  const folders = defaultFolders();
  const logFile = join(folders.cache, 'logs/drydock.log');
  const log = openLogFile(logFile);
  // A command runs few tasks: a spare process would be started for nothing.
  const pool = createWorkerPool({ spawn: spawnNode, script: files.worker, log, afterCrash, spare: false });
  const logError = (message: string, error: unknown): void => log.write('workbench', message, error);
  const workbench = createWorkbench({
    tasks: pool,
    folders: { ...folders, examples: files.examples },
    version: files.version,
    serverScript: files.server,
    logFile,
    recentsAsTheyAre: !keepsProject,
    log: logError,
  });
  const [near, far] = createMemoryPair();
  serve(contract, workbench.handlers, far, { log: logError });
  return {
    client: connect(contract, near),
    signal,
    async close() {
      near.close();
      await workbench.close();
      await pool.close();
    },
  };
}
