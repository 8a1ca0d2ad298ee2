import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import { contract } from '../../app/api/contract.ts';
import { serve } from '../../app/api/rpc.ts';
import { socketChannel, type SocketLike } from '../../app/api/socketChannel.ts';
import type { FakeWorkbench } from './fakeWorkbench.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface FakeServer {
  url: string;
  /** Whose answers the connections from now on get. */
  use(workbench: FakeWorkbench): void;
  /** Whether files that are sent from now on stay on their way. */
  holdUploads(holds: boolean): void;
  /** Lets those arrive that stayed on their way. */
  releaseUploads(): void;
  /** Ends every connection, as a dying engine would. */
  dropConnections(): void;
  /** Connections there have been so far. */
  connections(): number;
  close(): Promise<void>;
}

/** The built window over HTTP, with a fake workbench behind it. */
export async function startFakeServer(root: string): Promise<FakeServer> {
  let workbench: FakeWorkbench | undefined;
  let holdsUploads = false;
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'PUT') {
      const take = (): void => {
        request.resume().on('end', () => {
          const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
          const path = url.pathname.startsWith('/stand-in/') ? `/beginnings/${name}` : `/uploads/${name}`;
          response.setHeader('content-type', 'application/json').end(JSON.stringify({ path }));
        });
      };
      // Not read: the window goes on sending until it thinks better of it.
      if (holdsUploads && url.pathname.startsWith('/upload/')) held.push(take);
      else take();
      return;
    }
    // A file the workbench wrote, whichever.
    if (url.pathname === '/file') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html><title>report</title>');
      return;
    }
    // Loaded once for all pages of a suite.
    if (url.pathname.startsWith('/assets/')) response.setHeader('cache-control', 'max-age=3600, immutable');
    const path = normalize(url.pathname === '/' ? '/index.html' : url.pathname);
    readFile(join(root, path)).then(
      (content) => response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(content),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  sockets.on('connection', (socket) => {
    if (!workbench) return;
    serve(contract, workbench.handlers, socketChannel(socket as unknown as SocketLike), {
      log: (message, error) => process.stderr.write(`${message}: ${String(error)}\n`),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let connections = 0;
  sockets.on('connection', () => connections++);
  const dropConnections = (): void => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    use: (next) => (workbench = next),
    holdUploads: (holds) => (holdsUploads = holds),
    releaseUploads: () => held.splice(0).forEach((take) => take()),
    dropConnections,
    connections: () => connections,
    async close() {
      dropConnections();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
