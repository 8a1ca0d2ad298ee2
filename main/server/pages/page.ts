// The frame of the server's pages: nothing from elsewhere, and no script but the one that is named.
import { createHash } from 'node:crypto';
import type { Answer } from '../answers.ts';

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --ink: #1b2733; --dim: #5b6b7a; --line: #d9e0e6; --paper: #fff; --code: #f3f6f8; --accent: #0b6e99; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9aa9b6; --line: #2e3a45; --paper: #12181e; --code: #1b242c; --accent: #5cc0e6; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 52rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; } h3 { font-size: .9rem; color: var(--dim); margin: 1rem 0 .25rem; } p { color: var(--dim); margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 500; } code, pre, textarea { font: .875rem/1.45 ui-monospace, monospace; } code { overflow-wrap: anywhere; } a { color: var(--accent); }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: .6rem .75rem; margin: .35rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: .5rem; } .verb { color: var(--accent); font-weight: 600; }
textarea, select, input, button { color: inherit; background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: .4rem .6rem; } textarea { width: 100%; box-sizing: border-box; }
button { cursor: pointer; } :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; } label { display: block; margin: .5rem 0; } details > summary { cursor: pointer; color: var(--dim); }`;

export interface Page {
  title: string;
  body: string;
  /** Runs in the page, and nothing else does: its hash is in the policy. */
  script?: string;
}

export function pageAnswer({ title, body, script }: Page): Answer {
  const allowed =
    script === undefined
      ? ''
      : ` script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; connect-src 'self';`;
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body>${body}${script === undefined ? '' : `<script>${script}</script>`}
</body></html>
`,
    headers: {
      'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline';${allowed} base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
    },
  };
}
