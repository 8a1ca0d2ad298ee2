// Metadata often hold the repr() of a Python dict or list. It is parsed here, never evaluated.

export type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>;

const deepest = 32;
const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', '0': '\0' };

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Literal {
    const value = this.#value(0);
    this.#space();
    if (this.#at !== this.#text.length) throw new SyntaxError('text after the value');
    return value;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #value(depth: number): Literal {
    if (depth > deepest) throw new SyntaxError('nested too deeply');
    this.#space();
    const first = this.#text[this.#at] ?? '';
    if (first === '{') return this.#dict(depth);
    if (first === '[') return this.#list('[', ']', depth);
    if (first === '(') return this.#list('(', ')', depth);
    if (first === "'" || first === '"') return this.#string();
    return this.#word();
  }

  #dict(depth: number): Map<string, Literal> {
    const entries = new Map<string, Literal>();
    this.#take('{');
    while (!this.#take('}')) {
      const key = this.#value(depth + 1);
      if (typeof key === 'object' && key !== null) throw new SyntaxError('a key that is no scalar');
      if (!this.#take(':')) throw new SyntaxError('no colon');
      entries.set(String(key), this.#value(depth + 1));
      if (!this.#take(',') && this.#text[this.#at] !== '}') throw new SyntaxError('no comma');
    }
    return entries;
  }

  #list(open: string, close: string, depth: number): Literal[] {
    const entries: Literal[] = [];
    this.#take(open);
    while (!this.#take(close)) {
      entries.push(this.#value(depth + 1));
      if (!this.#take(',') && this.#text[this.#at] !== close) throw new SyntaxError('no comma');
    }
    return entries;
  }

  #string(): string {
    const quote = this.#text[this.#at++];
    let value = '';
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined) throw new SyntaxError('string without end');
      if (character === quote) return value;
      if (character !== '\\') {
        value += character;
        continue;
      }
      const code = this.#text[this.#at++] ?? '';
      const digits = { x: 2, u: 4, U: 8 }[code];
      if (digits === undefined) {
        value += escapes[code] ?? `\\${code}`;
        continue;
      }
      const hex = this.#text.slice(this.#at, this.#at + digits);
      const point = /^[0-9a-f]+$/i.test(hex) ? Number.parseInt(hex, 16) : -1;
      if (hex.length !== digits || point < 0 || point > 0x10ffff) throw new SyntaxError('bad escape');
      value += String.fromCodePoint(point);
      this.#at += digits;
    }
  }

  #word(): Literal {
    const word = /[-+.\w]*/y;
    word.lastIndex = this.#at;
    const text = word.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    if (text === 'True' || text === 'true') return true;
    if (text === 'False' || text === 'false') return false;
    if (text === 'None' || text === 'null') return null;
    if (text === '' || Number.isNaN(Number(text))) throw new SyntaxError(`"${text}" is no literal`);
    return Number(text);
  }
}

/** Parses a Python (or JSON) literal of dicts, lists, tuples, strings, numbers, booleans and None; undefined when it is none. */
export function parsePythonLiteral(text: string): Literal | undefined {
  try {
    return new Parser(text).parse();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
