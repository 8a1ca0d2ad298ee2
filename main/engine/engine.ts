// Child process that holds the workbench and serves the contract to every window its host lets in.
import { contract } from '../../app/api/contract.ts';
import type { Channel } from '../../app/api/channel.ts';
import { type PortLike, portChannel } from '../../app/api/portChannel.ts';
import { serve } from '../../app/api/rpc.ts';
import { createWorkbench } from '../../app/workbench.ts';
import { EngineSettings, type FromEngine, ToEngine } from '../supervisor/engineProtocol.ts';
import { afterCrash } from '../supervisor/afterCrash.ts';
import type { Log } from '../supervisor/logFile.ts';
import { parentLink } from '../supervisor/parentLink.ts';
import { spawnNode } from '../supervisor/spawnNode.ts';
import { createWorkerPool } from '../supervisor/workerPool.ts';
import { createConnections } from './connections.ts';
import { createHostSpawn } from './hostSpawn.ts';

// The host puts what is printed here into the log file. Electron would only warn of an unhandled rejection.
const log: Log = { write: (source, message, detail) => console.error(`${source}: ${message}`, detail ?? '') };
process.on('unhandledRejection', (reason) => {
  log.write('engine', 'unhandled rejection', reason);
  process.exit(1);
});

// Ctrl+C in a terminal reaches every process; the host ends this one in good order.
process.on('SIGINT', () => undefined);

const settings = EngineSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
const link = parentLink();
const post = (message: FromEngine): void => void link.send(message);

const hostSpawn = createHostSpawn(post);
const pool = createWorkerPool({
  spawn: settings.workers === 'host' ? hostSpawn.spawn : spawnNode,
  script: settings.workerScript,
  log,
  afterCrash,
});
const logError = (message: string, error: unknown): void => log.write('workbench', message, error);
const workbench = createWorkbench({
  tasks: pool,
  folders: settings.folders,
  version: settings.version,
  serverScript: settings.serverScript,
  logFile: settings.logFile,
  commandsAllowed: settings.commandsAllowed,
  log: logError,
});

const serveOn = (channel: Channel): void => serve(contract, workbench.handlers, channel, { log: logError });
const connections = createConnections(post, serveOn);

async function shutdown(): Promise<void> {
  await workbench.close();
  await pool.close();
  process.exit(0);
}

link.onMessage((raw, ports) => {
  const message = ToEngine.parse(raw);
  switch (message.type) {
    case 'ping':
      post({ type: 'pong', number: message.number });
      break;
    case 'shutdown':
      void shutdown();
      break;
    case 'open':
    case 'frame':
    case 'close':
      connections(message);
      break;
    case 'port':
      for (const port of ports) serveOn(portChannel(port as PortLike));
      break;
    case 'child-message':
    case 'child-output':
    case 'child-exit':
      hostSpawn.handle(message);
      break;
  }
});
// Ctrl+C in a terminal reaches every process of the group: the host takes it, and says `shutdown`.
process.on('SIGINT', () => undefined);
// The host is gone: end the work in good order, and let workers end.
link.onClose(() => void shutdown());
post({ type: 'ready' });
