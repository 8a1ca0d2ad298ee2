import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cssTokens } from '../../renderer/src/theme/tokens.ts';

const source = join(import.meta.dirname, '../../renderer/src');
const names = (await readdir(source, { recursive: true })).filter(
  (name) => /\.(css|tsx?)$/.test(name) && basename(name) !== 'tokens.ts',
);
const files = await Promise.all(
  names.map(async (name) => ({ name: relative('.', name), text: await readFile(join(source, name), 'utf8') })),
);
const styles = files.filter(({ name }) => name.endsWith('.css'));
const code = files.filter(({ name }) => !name.endsWith('.css'));

/** The lines of `among` that `isWrong` finds fault with, as an editor opens them. */
function lines(among: typeof files, isWrong: (line: string) => boolean): string[] {
  return among.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, index) => (isWrong(line) ? [`${name}:${String(index + 1)}: ${line.trim()}`] : [])),
  );
}

const colour =
  /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\((?!var\()|\b(?:color|background|fill|stroke)(?:-color|Color)?: '?(?:white|black|red|green|blue)\b/i;
const length = /(?<![\w.-])-?\d*\.?\d+(?:rem|px)\b/;

/** Why a length may stand in a style sheet all the same. */
const exceptions: [why: string, line: RegExp][] = [
  ['a variable cannot stand in the condition of a media query', /^\s*@media /],
  ['a line is as thin at any zoom', /^\s*(?:border|outline|box-shadow|text-underline)[\w-]*:|^\s*inset /],
  ['hatching and the dash of a row without a value are made of lines', /^\s*background: (?:repeating-)?linear-gradient/],
  ['a sign is moved onto the line of its text', /^\s*vertical-align:/],
];

const numberedProp =
  /(?<![\w-])(?:gap|[mp][trblxy]?|w|h|maw|mah|miw|mih|fz|fontSize|radius|(?:vertical|horizontal)Spacing)=\{[1-9]\d*\}/;
const numberedStyle =
  /\b(?:gap|rowGap|columnGap|margin[A-Z]\w*|padding[A-Z]\w*|margin|padding|fontSize|borderRadius|(?:max|min)?(?:Width|Height)): [1-9]\d*\b/;
const numberedPart =
  /(?:<(?:Icon\w*|\w*Icon|Arrow)\b[^>]*\bsize|<ResponsiveContainer [^>]*\bheight|<Skeleton [^>]*\bheight|rowHeight)=\{\d/;

describe('colour, space and type stand in theme/tokens.ts alone', () => {
  it('no colour anywhere else', () => {
    expect(lines(files, (line) => colour.test(line))).toEqual([]);
  });

  it('no length in a style sheet but for a reason', () => {
    const isExcepted = (line: string): boolean => exceptions.some(([, pattern]) => pattern.test(line));
    expect(lines(styles, (line) => length.test(line) && !isExcepted(line))).toEqual([]);
  });

  it('every reason is needed', () => {
    const unneeded = exceptions.filter(
      ([, pattern]) => lines(styles, (line) => pattern.test(line) && length.test(line)).length === 0,
    );
    expect(unneeded.map(([why]) => why)).toEqual([]);
  });

  it('no length in a component', () => {
    expect(lines(code, (line) => length.test(line) && /['"`]/.test(line))).toEqual([]);
    expect(lines(code, (line) => [numberedProp, numberedStyle, numberedPart].some((pattern) => pattern.test(line)))).toEqual([]);
  });

  it('the checks find what they are for', () => {
    expect(['color: #fff;', 'background: rgb(1 2 3)', "fill: 'black'"].filter((line) => !colour.test(line))).toEqual([]);
    expect('background: rgba(var(--heat), 0.2)').not.toMatch(colour);
    expect(['padding: 0 3px;', 'width: calc(100% - 2rem)', 'margin: -1.5px'].filter((line) => !length.test(line))).toEqual([]);
    expect('<Group mt={6}>').toMatch(numberedProp);
    expect('style={{ marginTop: 6 }}').toMatch(numberedStyle);
    expect('<IconX aria-hidden size={13} />').toMatch(numberedPart);
  });
});

it('every variable that is used is there, and every token is used', () => {
  const defined = new Set(Object.values(cssTokens).flatMap((group) => Object.keys(group)));
  const used = new Set(files.flatMap(({ text }) => [...text.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? '')));
  const local = new Set(
    files.flatMap(({ text }) => [...text.matchAll(/(?<=^\s*|'|")(--[\w-]+)['"]?:/gm)].map((match) => match[1] ?? '')),
  );
  const isOurs = (name: string): boolean => !name.startsWith('--mantine-');
  // Put together from a name: the theme's steps of type and radius, colours of a tone or a chart series.
  const built = files.flatMap(({ text }) => [...text.matchAll(/var\((--[\w-]*)\$\{/g)].map((match) => match[1] ?? ''));
  expect([...used].filter((name) => isOurs(name) && !defined.has(name) && !local.has(name) && !built.includes(name))).toEqual([]);
  const isUsed = (name: string): boolean => used.has(name) || built.some((start) => start !== '--' && name.startsWith(start));
  expect([...defined].filter((name) => isOurs(name) && !isUsed(name))).toEqual([]);
});
