import { basename } from 'node:path';

/** RFC 6266: shown in the browser when it is a page, else saved under its own name, whatever characters that has. */
export function contentDisposition(path: string): string {
  const kind = /\.html?$/i.test(path) ? 'inline' : 'attachment';
  const encoded = encodeURIComponent(basename(path)).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename*=UTF-8''${encoded}`;
}
