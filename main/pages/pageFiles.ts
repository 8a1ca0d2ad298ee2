// From a URL path to a file of the built window, and to nothing else. Used by app:// and by the loopback server.
import { realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, sep } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.zip': 'application/zip',
};

export function mimeType(path: string): string {
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** True when `path` lies in `folder` (both absolute, links resolved). Compared by path, never by prefix: /a/bc is not in /a/b. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * The file for a URL's path, or null. Decodes once; refuses NUL, backslashes, drive letters, `..` and links that lead out.
 */
export async function findPageFile(folder: string, urlPath: string): Promise<{ path: string; type: string } | null> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (/[\0\\:]/.test(decoded) || decoded.split('/').includes('..')) return null;
  const wanted = join(folder, decoded === '/' ? 'index.html' : decoded);
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(wanted)]);
    if (!isInside(root, path) || !(await stat(path)).isFile()) return null;
    return { path, type: mimeType(path) };
  } catch {
    return null;
  }
}
