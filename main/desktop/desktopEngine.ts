// The engine as a utility process, and the worker processes that it asks for.
import type { MessagePortMain, utilityProcess as UtilityProcess } from 'electron';
import { createChildBroker } from '../supervisor/childBroker.ts';
import type { Folders } from '../supervisor/defaultFolders.ts';
import type { EngineSettings } from '../supervisor/engineProtocol.ts';
import { superviseEngine } from '../supervisor/engineSupervisor.ts';
import type { Log } from '../supervisor/logFile.ts';
import type { ProgramFiles } from '../supervisor/programFiles.ts';
import type { ShellEvents } from './shellEvents.ts';
import { createUtilitySpawn } from './spawnUtility.ts';

export interface DesktopEngine {
  giveTo(port: MessagePortMain): Promise<void>;
  restart(): void;
  stop(): Promise<void>;
}

export interface DesktopEngineOptions {
  files: ProgramFiles;
  folders: Folders;
  logFile: string;
  log: Log;
  utilityProcess: typeof UtilityProcess;
  events: ShellEvents;
}

export function startEngine({ files, folders, logFile, log, utilityProcess, events }: DesktopEngineOptions): DesktopEngine {
  const settings: EngineSettings = {
    version: files.version,
    folders: { ...folders, examples: files.examples },
    workerScript: files.worker,
    serverScript: files.server,
    logFile,
    workers: 'host',
    commandsAllowed: true,
  };
  const spawn = createUtilitySpawn(utilityProcess);
  const broker = createChildBroker(spawn, [files.worker], (message) => engine.send(message));
  let hasFailed = false;
  const engine = superviseEngine({
    spawn,
    script: files.engine,
    args: [JSON.stringify(settings)],
    log,
    onMessage(message) {
      if (message.type === 'child-spawn' || message.type === 'child-send' || message.type === 'child-kill')
        broker.handle(message);
    },
    onState(state, detail) {
      if (state === 'restarting' || state === 'failed') broker.killAll();
      if (state === 'failed') events.send({ kind: 'engine', failure: `${detail}. The log is in ${logFile}` });
      if (state === 'ready' && hasFailed) events.send({ kind: 'engine', failure: null });
      hasFailed = state === 'failed' || (hasFailed && state !== 'ready');
    },
  });
  return {
    async giveTo(port) {
      await engine.ready();
      engine.send({ type: 'port' }, [port]);
    },
    restart: () => engine.restart(),
    async stop() {
      await engine.stop();
      broker.killAll();
    },
  };
}
