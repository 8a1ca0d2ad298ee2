// A report as PDF: a hidden window of its own, without scripts, that can load that one document and nothing else.
import { readFile } from 'node:fs/promises';
import type { BrowserWindow as BrowserWindowClass, Session } from 'electron';
import { documentPolicy, securityHeaders } from '../pages/contentSecurityPolicy.ts';
import { guardSession } from './security.ts';
import { hardenedPreferences } from './window.ts';

const origin = 'app://document';

export interface PdfPrinterOptions {
  BrowserWindow: typeof BrowserWindowClass;
  /** Shared with no other window, and kept nowhere. */
  session: Session;
}

/** From the path of an HTML document to the bytes of its PDF. Whether the document may be read is for the caller to check. */
export function createPdfPrinter({ BrowserWindow, session }: PdfPrinterOptions): (path: string) => Promise<Buffer> {
  const documents = new Map<string, string>();
  let count = 0;
  guardSession(session, (url) => documents.has(url) || url.startsWith('data:'));
  session.protocol.handle('app', async (request) => {
    const path = documents.get(request.url);
    if (path === undefined || request.method !== 'GET') return new Response(null, { status: 404 });
    const headers = { ...securityHeaders, 'Content-Security-Policy': documentPolicy, 'Content-Type': 'text/html; charset=utf-8' };
    return new Response(await readFile(path), { headers });
  });

  return async (path) => {
    const url = `${origin}/${String(++count)}`;
    documents.set(url, path);
    const window = new BrowserWindow({ show: false, webPreferences: { ...hardenedPreferences, session, javascript: false } });
    try {
      await window.loadURL(url);
      return await window.webContents.printToPDF({
        pageSize: 'A4',
        preferCSSPageSize: true,
        printBackground: true,
        generateTaggedPDF: true,
      });
    } finally {
      documents.delete(url);
      window.destroy();
    }
  };
}
