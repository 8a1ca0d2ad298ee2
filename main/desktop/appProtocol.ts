// app://workbench/ instead of file://: the built window and nothing else, with the policy as a header.
import { readFile } from 'node:fs/promises';
import type { CustomScheme } from 'electron';
import { securityHeaders, windowPolicy } from '../pages/contentSecurityPolicy.ts';
import { findPageFile } from '../pages/pageFiles.ts';

export const appOrigin = 'app://workbench';

/** To be registered before the app is ready. Never `bypassCSP`. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

/** True for pages of our own window. The URL parser gives custom schemes no origin, so parts are compared. */
export function isAppUrl(text: string): boolean {
  const url = parseUrl(text);
  return url?.protocol === 'app:' && url.host === 'workbench' && url.username === '' && url.password === '';
}

export function createAppHandler(windowFolder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
    if (!isAppUrl(request.url)) return new Response(null, { status: 404 });
    // Cut out of the text: the parser would resolve `..` before it can be refused.
    const path = request.url.slice(appOrigin.length).replace(/[?#].*$/, '') || '/';
    const file = await findPageFile(windowFolder, path);
    if (!file) return new Response(null, { status: 404 });
    const headers = { ...securityHeaders, 'Content-Security-Policy': windowPolicy, 'Content-Type': file.type };
    return new Response(request.method === 'HEAD' ? null : await readFile(file.path), { headers });
  };
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
