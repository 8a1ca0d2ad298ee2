// Every HTTP request of the browser host, from guard to answer.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AppError, errorCodes, toWire } from '../../app/base/errors.ts';
import { documentPolicy, securityHeaders, windowPolicy } from '../pages/contentSecurityPolicy.ts';
import { allowedFile } from '../pages/allowedFile.ts';
import { findPageFile, mimeType } from '../pages/pageFiles.ts';
import type { Log } from '../supervisor/logFile.ts';
import { contentDisposition } from './contentDisposition.ts';
import type { OriginGuard } from './originGuard.ts';
import { removeStandIn, standInPath, storeStandIn } from './standIns.ts';
import { storeUpload, uploadPath } from './uploads.ts';

export interface RequestsOptions {
  guard: OriginGuard;
  windowFolder: string;
  uploadFolder: string;
  uploadLimitBytes: number;
  /** Asked anew for every download: projects come and go. */
  downloadFolders: () => Promise<readonly string[]>;
  log: Log;
}

export function createRequestListener(options: RequestsOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { guard, log } = options;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (!guard.isOurHost(request)) throw refused('This address is not the one the workbench was started on.');
    const url = new URL(request.url ?? '/', 'http://workbench.invalid');
    if (request.method === 'PUT') {
      await takeUpload(request, response, url);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD, PUT' }).end();
      return;
    }
    const token = url.pathname === '/' ? url.searchParams.get('token') : null;
    if (token !== null) {
      if (!guard.isOurToken(token)) throw refused('This link has expired: the workbench was started anew.');
      url.searchParams.delete('token');
      response
        .writeHead(303, { 'Set-Cookie': guard.sessionCookie(), Location: `/${url.search}`, 'Cache-Control': 'no-store' })
        .end();
      return;
    }
    if (!guard.hasSession(request)) throw refused('Open the workbench with the link that it printed when it started.');
    if (url.pathname === '/file') await sendDownload(request, response, url.searchParams.get('path') ?? '');
    else await sendPage(request, response, url.pathname);
  };

  const takeUpload = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (!guard.isOurOrigin(request) || !guard.hasSession(request)) throw refused('Only the workbench’s own window may do this.');
    // Not url.pathname: the parser would resolve `..` before it can be refused.
    const urlPath = (request.url ?? '').replace(url.search, '');
    if (urlPath.startsWith('/stand-in/')) {
      const path = standInPath(options.uploadFolder, urlPath);
      const [size, head] = ['size', 'head'].map((name) => Number(url.searchParams.get(name) ?? NaN)) as [number, number];
      await storeStandIn(request, path, { size, head });
      sendJson(response, 200, { path });
      return;
    }
    const path = uploadPath(options.uploadFolder, urlPath);
    const bytes = await storeUpload(request, path, options.uploadLimitBytes).finally(() =>
      removeStandIn(options.uploadFolder, urlPath),
    );
    sendJson(response, 200, { path, bytes });
  };

  const sendDownload = async (request: IncomingMessage, response: ServerResponse, wanted: string): Promise<void> => {
    const path = await allowedFile(wanted, await options.downloadFolders());
    await sendFile(request, response, path, mimeType(path), {
      'Content-Security-Policy': documentPolicy,
      'Content-Disposition': contentDisposition(path),
      'Cache-Control': 'no-store',
    });
  };

  const sendPage = async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> => {
    const file = await findPageFile(options.windowFolder, pathname);
    if (!file) throw new AppError('NOT_FOUND', 'There is no such page.', { hint: 'Go to the start page.' });
    // Built assets carry a hash in their name; everything else may be another one after an update.
    const cache = pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
    await sendFile(request, response, file.path, file.type, { 'Content-Security-Policy': windowPolicy, 'Cache-Control': cache });
  };

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const wire = toWire(error);
      if (wire.code === 'INTERNAL') log.write('browser', `${request.method ?? ''} ${request.url ?? ''} failed`, error);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      // The rest of a refused body is not read.
      response.setHeader('Connection', 'close');
      if (request.headers.accept?.includes('text/html'))
        sendNotice(response, errorCodes[wire.code].http, wire.message, wire.hint);
      else sendJson(response, errorCodes[wire.code].http, { error: wire });
    });
  };
}

function refused(message: string): AppError {
  return new AppError('NOT_ALLOWED', message, { hint: 'The link is in the terminal where `drydock serve` runs.' });
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  type: string,
  headers: Record<string, string>,
): Promise<void> {
  const { size } = await stat(path);
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': size, ...headers });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // A window that goes away meanwhile is no fault.
  await pipeline(createReadStream(path), response).catch(() => response.destroy());
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}

function sendNotice(response: ServerResponse, status: number, message: string, hint: string): void {
  const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${String(char.charCodeAt(0))};`);
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': documentPolicy,
    'Cache-Control': 'no-store',
  });
  response.end(
    `<!doctype html><html lang="en"><title>Drydock</title><h1>Drydock</h1><p>${escape(message)}</p><p>${escape(hint)}</p></html>`,
  );
}
