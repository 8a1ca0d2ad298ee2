// `virtual:guide`: the user guide and what it refers to, turned into HTML when the window is built. No request is made for it later.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Marked, type Tokens } from 'marked';
import type { Plugin } from 'vite';

export interface GuideSection {
  /** Its anchor. */
  id: string;
  /** 2 for a chapter, 3 for a part of one. */
  level: 2 | 3;
  title: string;
  /** Without the heading. An image stands as `{{image:N}}` for the Nth of `images`. */
  html: string;
}

export interface Guide {
  sections: GuideSection[];
  images: string[];
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}

interface Document {
  path: string;
  text: string;
}

/** The anchor that a link leads to: a heading of one of the documents; null when it leads out of them. */
function anchorOf(from: Document, href: string, starts: Map<string, string>): string | null {
  const [file = '', fragment = ''] = href.split('#');
  if (/^[a-z]+:/i.test(file)) return null;
  const path = file === '' ? from.path : resolve(dirname(from.path), file);
  const start = starts.get(path);
  return start === undefined ? null : fragment === '' ? start : slug(fragment);
}

/**
 * The documents as one text of sections. The first gives its chapters; each further one becomes a chapter of its own, its chapters
 * parts of it.
 * @throws when an image is not there
 */
export function readGuide(paths: readonly string[]): Guide {
  const documents = paths.map((path) => ({ path: resolve(path), text: readFileSync(path, 'utf8') }));
  const starts = new Map(documents.map(({ path, text }) => [path, slug(/^# (.+)$/m.exec(text)?.[1] ?? '')]));
  const images: string[] = [];
  let tables = 0;
  const sections: GuideSection[] = [];
  for (const [index, document] of documents.entries()) {
    const marked = new Marked({
      renderer: {
        link({ href, tokens }: Tokens.Link) {
          const words = this.parser.parseInline(tokens);
          const anchor = anchorOf(document, href, starts);
          if (anchor !== null) return `<a href="#" data-section="${escape(anchor)}">${words}</a>`;
          if (/^https?:/.test(href)) return `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer">${words}</a>`;
          return words;
        },
        image({ href, text }: Tokens.Image) {
          const path = resolve(dirname(document.path), href);
          if (!existsSync(path)) throw new Error(`${document.path} shows ${href}, which is not there.`);
          images.push(path);
          return `<img src="{{image:${String(images.length - 1)}}}" alt="${escape(text)}" loading="lazy">`;
        },
        table(token: Tokens.Table) {
          const cells = (row: Tokens.TableCell[], tag: string): string =>
            `<tr>${row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
          const body = token.rows.map((row) => cells(row, 'td')).join('');
          return `<div class="scroll-x" tabindex="0" role="region" aria-label="Table ${String(++tables)} of the guide"><table class="plain"><thead>${cells(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>`;
        },
        code: ({ text }: Tokens.Code) => `<pre tabindex="0">${escape(text)}</pre>`,
      },
    });
    let current: GuideSection | undefined;
    for (const token of marked.lexer(document.text)) {
      if (token.type === 'heading' && (token as Tokens.Heading).depth <= 3) {
        const { depth, text } = token as Tokens.Heading;
        if (depth === 1 && index === 0) continue;
        const level = index === 0 ? (depth === 2 ? 2 : 3) : depth === 1 ? 2 : 3;
        current = { id: slug(text), level, title: text.replaceAll('`', ''), html: '' };
        sections.push(current);
      } else if (current) current.html += marked.parser([token]);
    }
  }
  return { sections, images };
}

export function guide(root: string): Plugin {
  const paths = ['docs/user-guide.md', 'docs/metrics.md'].map((name) => join(root, name));
  return {
    name: 'drydock-guide',
    resolveId: (id) => (id === 'virtual:guide' ? `\0${id}` : undefined),
    load(id) {
      if (id !== '\0virtual:guide') return undefined;
      for (const path of paths) this.addWatchFile(path);
      const { sections, images } = readGuide(paths);
      const imports = images.map((path, index) => `import image${String(index)} from ${JSON.stringify(`${path}?url`)};`);
      return [
        ...imports,
        `const images = [${images.map((_, index) => `image${String(index)}`).join(', ')}];`,
        `export const sections = ${JSON.stringify(sections)}.map((section) => ({ ...section, html: section.html.replace(/{{image:(\\d+)}}/g, (_, index) => images[index]) }));`,
      ].join('\n');
    },
  };
}
