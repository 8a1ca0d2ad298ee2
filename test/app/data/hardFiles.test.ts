import { describe, expect, it } from 'vitest';
import { cells, rejects, tempFiles } from './tempFiles.ts';

const { write, open } = await tempFiles();

describe('JSON that is cut off or no table', () => {
  it.each([
    ['after a comma', '[{"a":1,"b":2},\n'],
    ['between rows', '[{"a":1,"b":2},{"a":3,"b":4} '],
    ['within a row', '[{"a":1,"b":2},{"a":3,'],
  ])('is refused when cut %s', async (name, text) => {
    await expect(open(await write(`${name}.json`, text))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('is not valid JSON') as string,
    });
  });

  it('reads rows without names', async () => {
    expect(await cells(await open(await write('nested.json', '[[1,2],[3,4]]')))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('says that lists in lists in lists are nested too deeply', async () => {
    const deep = `[{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    await expect(open(await write('deep.json', `{"rows":${deep}]}`))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(open(await write('deeper.json', '['.repeat(100_000) + ']'.repeat(100_000)))).rejects.toMatchObject({
      code: expect.stringMatching(/FILE_UNREADABLE|DATA_INVALID/) as string,
    });
  });

  it('says that it is written in two encodings', async () => {
    const lines = (letters: BufferEncoding): Buffer => Buffer.from('1,café\n'.repeat(40), letters);
    const both = await open(await write('two.csv', Buffer.concat([Buffer.from('n,name\n'), lines('utf8'), lines('latin1')])));
    expect(both.warnings.find(({ code }) => code === 'mixed-encoding')).toMatchObject({ count: 40 });
    for (const letters of ['utf8', 'latin1'] as const) {
      const one = await open(await write(`one-${letters}.csv`, Buffer.concat([Buffer.from('n,name\n'), lines(letters)])));
      expect(one.warnings.map(({ code }) => code)).not.toContain('mixed-encoding');
    }
  });

  it('says how many lines a quote took with it that is never closed', async () => {
    const row = (i: number): string => `${i},${i * 2},ok`;
    const rows = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => row(from + i));
    const lines = ['a,b,c', ...rows(0, 50), '50,100,"open', ...rows(51, 301)];
    const card = await open(await write('unclosed.csv', `${lines.join('\n')}\n`));
    expect(card.rows).toBe(50);
    expect(card.warnings.find(({ code }) => code === 'lines-in-one-row')).toMatchObject({
      message: expect.stringContaining('begins in line 52 and takes 251 lines') as string,
      count: 251,
    });
    expect(card.warnings.find(({ code }) => code === 'rows-rejected')?.message).toBe(
      '1 row could not be read and was set aside.',
    );
  });

  it('says that an empty array has no rows', async () => {
    await expect(open(await write('none.json', ' []'))).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: 'none.json has no rows: its array is empty.',
    });
  });
});

describe('files that are something else', () => {
  const utf32 = Buffer.concat(
    [...'\ufeffa,b\n1,2\n'].map((character) => Buffer.from(Uint32Array.of(character.codePointAt(0) ?? 0).buffer)),
  );
  it.each([
    ['UTF-32 text', 'wide.csv', utf32, 'wide.csv is text in UTF-32, which is not read.'],
    ['UTF-32 text, big endian', 'wide2.csv', Buffer.from(utf32).swap32(), 'wide2.csv is text in UTF-32, which is not read.'],
    [
      'a cut-off workbook',
      'cut.xlsx',
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(3000, 0xa7)]),
      'cut.xlsx is a damaged or cut-off Excel workbook or ZIP archive.',
    ],
  ])('%s is named as what it is', async (_, name, content, message) => {
    await expect(open(await write(name, content))).rejects.toMatchObject({ code: 'DATA_INVALID', message });
  });
});

describe('CSV with line ends of several kinds', () => {
  const body = (count: number, end: (row: number) => string): string =>
    Array.from({ length: count }, (_, row) => `${String(row)},"x\n${String(row)}",${String(row % 2)}${end(row)}`).join('');

  it.each([
    ['CRLF first', `a,b,y\r\n${body(50, (row) => (row % 3 ? '\r\n' : '\n'))}`, 50],
    ['LF first', `a,b,y\n${body(50, (row) => (row % 3 ? '\r\n' : '\n'))}`, 50],
    ['another kind far behind', `a,b,y\n${body(60_000, (row) => (row > 59_000 ? '\r\n' : '\n'))}`, 60_000],
    ['no end at the end', `a,b,y\r\n${body(50, (row) => (row === 49 ? '' : row % 3 ? '\r\n' : '\n'))}`, 50],
  ])('is read: %s', async (name, text, count) => {
    const card = await open(await write(`ends ${name}.csv`, text));
    expect([card.rows, card.rejected]).toEqual([count, 0]);
    expect((await cells(card)).slice(0, 3)).toEqual([
      [0, 'x\n0', 0],
      [1, 'x\n1', 1],
      [2, 'x\n2', 0],
    ]);
  });

  it('names the line of a row that does not fit', async () => {
    const card = await open(
      await write('ends reject.csv', `a,b,y\r\n${body(10, (row) => (row % 3 ? '\r\n' : '\n'))}1,2,3,4\n5,z,6\r\n`),
    );
    expect(card.rows).toBe(11);
    expect((await rejects(card)).map((row) => row.slice(1, 4))).toEqual([[22, null, 'too many columns']]);
  });
});

describe('a header with a line end in a name', () => {
  it.each([
    ['LF', '\n', 50],
    ['CRLF', '\r\n', 50],
    ['one row', '\n', 1],
    ['CRLF', '\r\n', 50, '\n'],
    ['LF', '\n', 50, '\r\n'],
  ])('is a header all the same: %s, %j, %i rows', async (name, end, count, inside = end) => {
    const rows = Array.from({ length: count }, (_, row) => `${String(row)},${String(row * 2)},${String(row % 2)}${end}`);
    const card = await open(
      await write(`header ${name} ${String(inside.length)}.csv`, `a,"line${inside}break",y${end}${rows.join('')}`),
    );
    expect(card.rows).toBe(count);
    expect(card.columns.map((column) => column.name)).toEqual(['a', `line${inside}break`, 'y']);
  });
});

describe('a header with a name that looks like a value', () => {
  const body = Array.from(
    { length: 20 },
    (_, row) => `${String(row)},${String(row / 4)},${String(row * 2)},${String(row % 2)}\n`,
  ).join('');

  it.each(['1', 'NaN', 'true', '2024-01-01'])('is a header: %s', async (name) => {
    const card = await open(await write(`name ${name}.csv`, `a,b,${name},y\n${body}`));
    expect(card.rows).toBe(20);
    expect(card.columns.map((column) => column.name)).toEqual(['a', 'b', name, 'y']);
  });

  it.each([
    ['text and numbers as below', 'rome,1,x\nparis,2,y\nrome,3,x\n', undefined, 3],
    ['what the person says: no header', `a,b,1,y\n${body}`, false, 21],
    ['what the person says: a header', 'rome,1,x\nparis,2,y\nrome,3,x\n', true, 2],
  ])('counts rows by %s', async (name, text, header, count) => {
    const card = await open(await write(`told ${name}.csv`, text), header === undefined ? {} : { header });
    expect(card.rows).toBe(count);
  });
});
