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
  /** Ends every connection, as a dying engine would. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** The built window over HTTP, with the fake workbench behind it. */
export async function startFakeServer(workbench: FakeWorkbench, root: string): Promise<FakeServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'PUT') {
      request.resume().on('end', () => {
        const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ path: `/uploads/${name}` }));
      });
      return;
    }
    const path = normalize(url.pathname === '/' ? '/index.html' : url.pathname);
    readFile(join(root, path)).then(
      (content) => response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(content),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  sockets.on('connection', (socket) => {
    serve(contract, workbench.handlers, socketChannel(socket as unknown as SocketLike), {
      log: (message, error) => process.stderr.write(`${message}: ${String(error)}\n`),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dropConnections = (): void => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    dropConnections,
    async close() {
      dropConnections();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
