import { contract } from '../../app/api/contract.ts';
import { createMemoryPair } from '../../app/api/memoryChannel.ts';
import { connect, serve } from '../../app/api/rpc.ts';
import { createWorkbench } from '../../app/workbench.ts';
import { afterCrash } from '../supervisor/afterCrash.ts';
import type { Child, Spawn } from '../supervisor/child.ts';
import { defaultFolders } from '../supervisor/defaultFolders.ts';
import { openLogFile, type Log } from '../supervisor/logFile.ts';
import { programFiles } from '../supervisor/programFiles.ts';
import { spawnNode } from '../supervisor/spawnNode.ts';
import { createWorkerPool } from '../supervisor/workerPool.ts';
import { logFilePath } from './errorReport.ts';
import type { Session } from './session.ts';

/** With DRYDOCK_DEBUG what goes into the log, stack traces of workers included, is shown as well. */
function openLog(path: string): Log {
  const file = openLogFile(path);
  if (!process.env['DRYDOCK_DEBUG']) return file;
  return {
    write(source, message, detail) {
      file.write(source, message, detail);
      const more = detail instanceof Error ? (detail.stack ?? detail.message) : typeof detail === 'string' ? detail : '';
      process.stderr.write(`${source}: ${message}${more && ` ${more}`}\n`);
    },
  };
}

/**
 * The same contract as the window's, served in this process: input is checked and defaults are filled in one place.
 * `keepsProject`: its projects outlive the command, so that they belong into the list of recent ones.
 */
export async function openSession(signal: AbortSignal, { keepsProject }: { keepsProject: boolean }): Promise<Session> {
  const files = programFiles(import.meta.url);
  const folders = defaultFolders();
  const logFile = logFilePath();
  const log = openLog(logFile);
  // A command runs few tasks: a spare process would be started for nothing.
  const children = new Set<Child>();
  const spawn: Spawn = (...what) => {
    const child = spawnNode(...what);
    children.add(child);
    child.onExit(() => children.delete(child));
    return child;
  };
  const pool = createWorkerPool({ spawn, script: files.worker, log, afterCrash, spare: false });
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
    kill() {
      for (const child of children) child.kill();
    },
  };
}
