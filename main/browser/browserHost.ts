// The workbench for a browser, on loopback: the built window, its files, and a WebSocket to the engine.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AppError } from '../../app/base/errors.ts';
import { listenProblem } from '../../app/base/listening.ts';
import { uploadsFolder } from '../../app/workbench/uploadedFiles.ts';
import { windowFolders } from '../pages/allowedFile.ts';
import type { Spawn } from '../supervisor/child.ts';
import type { Folders } from '../supervisor/defaultFolders.ts';
import type { EngineSettings } from '../supervisor/engineProtocol.ts';
import { superviseEngine } from '../supervisor/engineSupervisor.ts';
import { openLogFile } from '../supervisor/logFile.ts';
import type { ProgramFiles } from '../supervisor/programFiles.ts';
import { spawnNode } from '../supervisor/spawnNode.ts';
import { removeOldUploads } from './oldUploads.ts';
import { createOriginGuard, isLoopback } from './originGuard.ts';
import { createRequestListener } from './requests.ts';
import { createSocketBridge } from './socketBridge.ts';

export interface BrowserHostOptions {
  files: ProgramFiles;
  folders: Folders;
  /** 0 = any free port. */
  port?: number;
  host?: string;
  /** Random when left out. */
  token?: string;
  /** Must be said to listen on anything but loopback: whoever has the link can then reach the workbench over the network. */
  allowRemote?: boolean;
  uploadLimitBytes?: number;
  /** One-line notices for the person at the terminal. */
  notice?: (text: string) => void;
  spawn?: Spawn;
}

export interface BrowserHost {
  /** With the token: open this once. */
  url: string;
  origin: string;
  port: number;
  /** Ends windows, jobs and the engine in good order. */
  close(): Promise<void>;
}

const defaultUploadLimit = 100_000_000_000;

/** @throws NOT_ALLOWED for a host that is not loopback without `allowRemote`; CONFLICT when the port is taken */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { files, folders, host = '127.0.0.1', allowRemote = false, notice = () => undefined } = options;
  if (!isLoopback(host)) {
    if (!allowRemote) {
      throw new AppError('NOT_ALLOWED', `Drydock listens on this machine alone; “${host}” would open it to the network.`, {
        hint: 'Leave --host out, or add --allow-remote if you are sure: the connection is not encrypted.',
      });
    }
    notice(`Careful: ${host} can be reached over the network, unencrypted. Whoever has the link can use this workbench.`);
  }
  const token = options.token ?? randomBytes(32).toString('base64url');
  const logFile = join(folders.cache, 'logs/drydock.log');
  const log = openLogFile(logFile);

  const server = createServer();
  // A big file over a slow disk may take longer than any fixed time.
  server.requestTimeout = 0;
  const port = await listen(server, options.port ?? 0, host);
  const guard = createOriginGuard({ host, port, token });

  const settings: EngineSettings = {
    version: files.version,
    folders: { ...folders, examples: files.examples },
    workerScript: files.worker,
    serverScript: files.server,
    logFile,
    workers: 'own',
    commandsAllowed: isLoopback(host) && !allowRemote,
  };
  const uploadFolder = uploadsFolder(folders.projects);
  removeOldUploads(uploadFolder, folders).catch((error: unknown) =>
    log.write('browser', 'old uploads could not be removed', error),
  );
  const bridge = createSocketBridge((message) => engine.send(message));
  const engine = superviseEngine({
    spawn: options.spawn ?? spawnNode,
    script: files.engine,
    args: [JSON.stringify(settings)],
    log,
    onMessage: (message) => bridge.handle(message),
    onState(state, detail) {
      if (state === 'restarting' || state === 'failed') bridge.dropAll('restarting');
      if (state === 'restarting') notice(`The engine ended unexpectedly (${detail}); starting it anew. Saved work is intact.`);
      if (state === 'failed') notice(`The engine keeps ending (${detail}). The log is in ${logFile}.`);
    },
  });

  server.on(
    'request',
    createRequestListener({
      guard,
      windowFolder: files.window,
      uploadFolder,
      uploadLimitBytes: options.uploadLimitBytes ?? defaultUploadLimit,
      downloadFolders: () => windowFolders(folders),
      log,
    }),
  );

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16_000_000, perMessageDeflate: false });
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    // A plain socket without a listener would end the process on an error.
    socket.on('error', () => undefined);
    if ((request.url ?? '').split('?')[0] !== '/rpc') return refuse(socket, '404 Not Found');
    if (!guard.isOurHost(request) || !guard.isOurOrigin(request) || !guard.hasSession(request)) {
      return refuse(socket, '403 Forbidden');
    }
    try {
      await engine.ready();
    } catch {
      return refuse(socket, '503 Service Unavailable');
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => bridge.add(webSocket));
  };
  server.on('upgrade', (request, socket, head) => void upgrade(request, socket, head));

  const name = host === '::1' ? '[::1]' : isLoopback(host) ? host : '127.0.0.1';
  const origin = `http://${name}:${String(port)}`;
  return {
    url: `${origin}/?token=${token}`,
    origin,
    port,
    async close() {
      server.close();
      bridge.dropAll('going away');
      await engine.stop();
      server.closeAllConnections();
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const message = listenProblem(error, { host, port });
    if (message === null) throw error;
    throw new AppError('CONFLICT', message, { hint: 'Leave --port out to take any free one.', cause: error });
  }
  return (server.address() as AddressInfo).port;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
