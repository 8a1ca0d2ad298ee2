// The workbench in this very process, for the command line; heavy work still goes to worker processes.
import { join } from 'node:path';
import { contract, type WorkbenchContract } from '../../app/api/contract.ts';
import { createMemoryPair } from '../../app/api/memoryChannel.ts';
import type { Client } from '../../app/api/procedure.ts';
import { connect, serve } from '../../app/api/rpc.ts';
import { createWorkbench } from '../../app/workbench.ts';
import { afterCrash } from '../supervisor/afterCrash.ts';
import type { Folders } from '../supervisor/defaultFolders.ts';
import { openLogFile } from '../supervisor/logFile.ts';
import type { ProgramFiles } from '../supervisor/programFiles.ts';
import { spawnNode } from '../supervisor/spawnNode.ts';
import { createWorkerPool } from '../supervisor/workerPool.ts';

export interface LocalWorkbench {
  client: Client<WorkbenchContract>;
  /** Cancels what runs, ends the workers. */
  close(): Promise<void>;
}

export function openLocalWorkbench(options: { files: ProgramFiles; folders: Folders }): LocalWorkbench {
  const { files, folders } = options;
  const log = openLogFile(join(folders.cache, 'logs/drydock.log'));
  const logError = (message: string, error: unknown): void => log.write('workbench', message, error);
  // A command is over before a spare process could be of use.
  const tasks = createWorkerPool({ spawn: spawnNode, script: files.worker, log, spare: false, afterCrash });
  const workbench = createWorkbench({
    tasks,
    folders: { ...folders, examples: files.examples },
    version: files.version,
    serverScript: files.server,
    recentsAsTheyAre: true,
    log: logError,
  });
  const [server, client] = createMemoryPair();
  serve(contract, workbench.handlers, server, { log: logError });
  return {
    client: connect(contract, client),
    async close() {
      await workbench.close();
      await tasks.close();
      client.close();
    },
  };
}
