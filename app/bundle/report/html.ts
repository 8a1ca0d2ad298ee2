// Markup with everything escaped that is not markup already: names in reports come from files of strangers.

/** Text that is markup. Made by `html` alone. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | false | Content[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters are not allowed in XML-like text; browsers and printers disagree on them, so they are shown. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (char) => entities[char]!)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(render).join('');
  if (content === null || content === undefined || content === false) return '';
  return escapeText(String(content));
}

/** Values in the template are escaped, unless they are markup themselves; arrays are joined, null and false vanish. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + render(values[index - 1]) + part));
}
