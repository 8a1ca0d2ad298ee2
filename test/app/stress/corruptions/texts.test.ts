// Damage of texts: examples by hand, and shares by property.
import { describe, expect, it } from 'vitest';
import type { Corruption } from '../../../../app/stress/corruption.ts';
import { corruptions } from '../../../../app/stress/corruptions/registry.ts';
import { numberWords } from '../../../../app/stress/words/numberWords.ts';
import { damagedCells, feature, tableOf, texts } from '../damageTable.ts';

function named(id: string): Corruption {
  const found = corruptions.find((one) => one.id === id);
  if (!found) throw new Error(`no corruption "${id}"`);
  return found;
}

/** What becomes of texts. An amount of one hits every text. */
function damage(id: string, cells: (string | undefined)[], amount = 1): (string | undefined)[] {
  const table = tableOf({ features: [feature('note', texts(cells), 'text')] });
  return damagedCells(named(id), table, amount, 'note') as (string | undefined)[];
}

/** Every outcome of one text over many rows. */
function outcomes(id: string, text: string, amount = 1): string[] {
  return [...new Set(damage(id, Array<string>(200).fill(text), amount) as string[])].sort();
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz'.repeat(40);
const many = Array.from({ length: 20 }, (_, i) => `${i} ${alphabet}`);

describe('the same whatever the draw', () => {
  it.each([
    ['upper-case', 'Straße in Málaga', 'STRASSE IN MÁLAGA'],
    ['lower-case', 'New YORK', 'new york'],
    ['title-case', "new YORK: it's über-fine", "New York: It's Über-Fine"],
    ['accents-lost', 'São Paulo, Kraków, Łódź, Ærø, straße, й', 'Sao Paulo, Krakow, Lodz, AEro, strasse, й'],
    ['utf8-as-latin1', 'São €', 'SÃ£o â‚¬'],
    ['latin1-as-utf8', 'São € 😀', 'S\ufffdo ? ?'],
    ['punctuation-lost', 'Well, "no" - it\'s (not)!', 'Well no  its not'],
    ['contracted', 'I do not know. It is late, cannot go; Is not it?', "I don't know. It's late, can't go; Isn't it?"],
    ['expanded', "I don't know. It’s late, CAN'T go; we'll see", 'I do not know. It is late, Cannot go; we will see'],
    [
      'numbers-in-words',
      'Flight 407, 12 geese, A320, 3.5 m, 1,000 and 0',
      'Flight four hundred and seven, twelve geese, A320, 3.5 m, 1,000 and zero',
    ],
    ['negation', 'The crew is here and was late', 'The crew is not here and was late'],
    ['negation', "It isn't here and was late", 'It is here and was late'],
    ['negation', "They can't, we won't", "They can, we won't"],
    ['negation', 'We will not; you cannot', 'We will; you cannot'],
    ['negation', 'You cannot', 'You can'],
    ['negation', "I WON'T", 'I Will'],
  ])('%s: %s -> %s', (id, before, after) => {
    expect(outcomes(id, before)).toEqual([after]);
  });

  it('cuts texts off by characters, never all of them', () => {
    expect(damage('truncated-text', ['0123456789', '😀😁😂😃', 'a', ''], 0.5)).toEqual(['01234', '😀😁', 'a', '']);
    expect(damage('truncated-text', ['0123456789'], 0.9)).toEqual(['0']);
  });
});

describe('as the draw falls', () => {
  it('typing errors: two swapped, one left out, one doubled, or a key beside', () => {
    const one = new Set([
      'ba',
      'a',
      'b',
      'aab',
      'abb',
      ...[...'qwsz'].map((key) => `${key}b`),
      ...[...'vghn'].map((key) => `a${key}`),
    ]);
    for (const slip of outcomes('typos', 'ab')) expect(one).toContain(slip);
    for (const slip of outcomes('typos', 'A')) expect(['AA', 'Q', 'W', 'S', 'Z']).toContain(slip);
    expect(damage('typos', ['12', '', undefined, 'x']).slice(0, 3)).toEqual(['12', '', undefined]);
  });

  it('white space: before, behind, or wider within', () => {
    const one = new Set([' a b', 'a b ', 'a  b', 'a\tb', 'a\u00a0b', 'a \nb']);
    for (const text of outcomes('whitespace', 'a b')) expect(one).toContain(text);
    for (const text of outcomes('whitespace', 'ab')) expect([' ab', 'ab ']).toContain(text);
  });

  it('a link or an emoji stands before or behind', () => {
    for (const text of outcomes('link-added', 'hello'))
      expect(text).toMatch(/^(hello https:\/\/t\.co\/\w{6}|https:\/\/t\.co\/\w{6} hello)$/);
    for (const text of outcomes('emoji-added', 'hello'))
      expect(text).toMatch(/^(hello \p{Emoji}\ufe0f?|\p{Emoji}\ufe0f? hello)$/u);
  });

  it('HTML is escaped and marked up', () => {
    const one = /^(<p>a(&nbsp;| )&lt;(&nbsp;| )&quot;b&quot;<br>&amp;<\/p>|a(&nbsp;| )&lt;(&nbsp;| )&quot;b&quot;<br>&amp;<br>)$/;
    for (const text of outcomes('html-residue', 'a < "b"\n&')) expect(text).toMatch(one);
  });

  it('names become other names, the same one throughout a text, and nothing else does', () => {
    for (const text of outcomes('names-changed', 'James met James, not Jamestown')) {
      const [, first, second] = /^(.+) met (.+), not Jamestown$/.exec(text) ?? [];
      expect(first).toBe(second);
      expect(first).not.toBe('James');
    }
    for (const text of outcomes('places-changed', 'from New York')) expect(text).toMatch(/^from (?!New York)\p{Lu}/u);
  });

  it('numbers are up to a fifth off, one at least, with as many decimals', () => {
    const changed = damage(
      'numbers-changed',
      Array.from({ length: 300 }, (_, i) => `${100 + i} in A320, 2.50 and 0 of 1.2.3`),
    );
    changed.forEach((text, i) => {
      const [, one, two, three] = /^(\d+) in A320, (\d\.\d\d) and (\d+) of 1\.2\.3$/.exec(text as string) as RegExpExecArray;
      expect(Math.abs(Number(one) / (100 + i) - 1)).toBeLessThan(0.21);
      expect(Number(one)).not.toBe(100 + i);
      expect(Math.abs(Number(two) - 2.5)).toBeLessThan(0.51);
      expect(Number(two)).not.toBe(2.5);
      expect(three).toBe('1');
    });
  });

  it('half of the letters that can get an accent', () => {
    const [text] = damage('broken-characters', ['a'.repeat(4000)]);
    expect(Math.abs([...(text as string)].filter((letter) => letter === 'á').length - 2000)).toBeLessThan(130);
  });
});

describe('shares of the characters', () => {
  it.each([
    ['neighbour-keys', 1],
    ['characters-replaced', 1],
    ['homoglyphs', 13 / 26],
  ])('%s', (id, able) => {
    for (const amount of named(id).amounts) {
      const changed = damage(id, many, amount).map(
        (text, i) => [...(text as string)].filter((character, at) => character !== many[i]?.[at]).length,
      );
      const hit = changed.reduce((sum, count) => sum + count, 0);
      const cells = 20 * 1040 * able;
      expect(Math.abs(hit - amount * cells)).toBeLessThan(4 * Math.sqrt(cells * amount * (1 - amount)) + 20);
    }
  });

  it.each([
    ['characters-deleted', -1],
    ['characters-inserted', 1],
    ['invisible-characters', 1],
  ])('%s', (id, sign) => {
    for (const amount of named(id).amounts) {
      const longer = damage(id, many, amount).reduce(
        (sum, text, i) => sum + (text as string).length - (many[i] as string).length,
        0,
      );
      const characters = many.reduce((sum, text) => sum + text.length, 0);
      expect(Math.abs(sign * longer - amount * characters)).toBeLessThan(4 * Math.sqrt(characters * amount * (1 - amount)));
    }
  });

  it('never take a pair of surrogates apart', () => {
    for (const id of ['characters-deleted', 'characters-replaced', 'characters-inserted', 'swapped-letters', 'typos']) {
      for (const text of outcomes(id, '😀a😁b😂'.repeat(20), named(id).amounts[4])) expect(text).not.toMatch(/\p{Surrogate}/u);
    }
  });

  it('misread characters are ones that look alike', () => {
    const scanned = outcomes('ocr-errors', 'O'.repeat(500), 0.5).join('');
    expect(new Set(scanned)).toEqual(new Set('O0oQD'));
  });

  it('swaps as many pairs of letters as said, each letter once', () => {
    for (const amount of [1, 3, 5]) {
      for (const text of outcomes('swapped-letters', 'abcdefghijklmnopqrstuvwxyz', amount)) {
        const moved = [...text].map((letter, at) => letter.charCodeAt(0) - 97 - at);
        expect(moved.filter((by) => by === 1)).toHaveLength(amount);
        expect(moved.filter((by) => by === -1)).toHaveLength(amount);
      }
    }
    expect(outcomes('swapped-letters', 'aa b 12', 3)).toEqual(['aa b 12']);
  });
});

describe('words', () => {
  const text = Array.from({ length: 5000 }, (_, i) => `w${i}`).join(' ');
  const bound = (share: number): number => 4 * Math.sqrt(5000 * share * (1 - share));

  it.each([0.02, 0.1, 0.4])('dropped: a share of %d', (share) => {
    const left = (damage('words-dropped', [text], share)[0] as string).split(' ');
    expect(Math.abs(5000 - left.length - 5000 * share)).toBeLessThan(bound(share));
    expect(left.every((word) => /^w\d+$/.test(word))).toBe(true);
  });

  it('one stays', () => {
    for (const left of damage(
      'words-dropped',
      Array.from({ length: 50 }, (_, i) => `a${i} b`),
      1,
    ))
      expect(left).toBe('b');
  });

  it.each([0.02, 0.1, 0.4])('repeated: a share of %d', (share) => {
    const words = (damage('words-repeated', [text], share)[0] as string).split(' ');
    expect(Math.abs(words.length - 5000 - 5000 * share)).toBeLessThan(bound(share));
    expect([...new Set(words)].join(' ')).toBe(text);
  });

  it('swapped: neighbours, each once', () => {
    const words = (damage('words-swapped', [text], 0.1)[0] as string).split(' ');
    const moved = words.map((word, at) => Number(word.slice(1)) - at);
    expect(new Set(moved)).toEqual(new Set([-1, 0, 1]));
    const swaps = moved.filter((by) => by === 1).length;
    expect(swaps).toBeGreaterThan(400);
    expect(swaps).toBeLessThan(500);
  });
});

it('writes numbers in English', () => {
  expect([0, 13, 20, 42, 100, 407, 999, 1000, 1005, 12_345, 700_000].map(numberWords)).toEqual([
    'zero',
    'thirteen',
    'twenty',
    'forty-two',
    'one hundred',
    'four hundred and seven',
    'nine hundred and ninety-nine',
    'one thousand',
    'one thousand and five',
    'twelve thousand three hundred and forty-five',
    'seven hundred thousand',
  ]);
});

it('is put on columns only where there is something to damage', () => {
  const fitting = (column: ReturnType<typeof feature>): string[] =>
    corruptions
      .filter(
        ({ reach, family }) =>
          (family === 'text' || family === 'categories') &&
          reach.of === 'cells' &&
          reach.fits(column, tableOf({ features: [column] })),
      )
      .map(({ id }) => id);
  expect(fitting(feature('code', texts(['A', 'B']), 'category'))).toEqual([
    'unseen-category',
    'permuted-categories',
    'typos',
    'lower-case',
    'whitespace',
    'broken-characters',
  ]);
  const plain = fitting(feature('note', texts(['nothing here']), 'text'));
  for (const id of ['numbers-changed', 'negation', 'accents-lost', 'names-changed', 'punctuation-lost', 'contracted']) {
    expect(plain).not.toContain(id);
  }
  expect(plain).toEqual(expect.arrayContaining(['words-dropped', 'truncated-text', 'neighbour-keys', 'link-added']));
});
