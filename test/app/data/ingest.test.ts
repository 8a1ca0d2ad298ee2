import { mkdir, readFile, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../../app/data/ingest.ts';
import { exportRejected } from '../../../app/data/pageRows.ts';
import { cells, codes, rejects, tempFiles, types } from './tempFiles.ts';

const files = await tempFiles();
const { write, open } = files;

const table = 'name;amount;note\nÄrger;1,5;naïve “quote”\nGrün;-2,25;x\n';
const tableRows = [
  ['Ärger', 1.5, 'naïve “quote”'],
  ['Grün', -2.25, 'x'],
];

function windows1252(text: string): Uint8Array {
  return Uint8Array.from([...text].map((character) => ({ '“': 0x93, '”': 0x94 })[character] ?? character.charCodeAt(0)));
}

function bigEndian(text: string): Uint8Array {
  return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
}

describe('CSV in any encoding', () => {
  it.each([
    ['UTF-8', Buffer.from(table), 'utf-8'],
    ['UTF-8 with byte order mark', Buffer.from(`\ufeff${table}`), 'utf-8'],
    ['UTF-16 little endian', Buffer.from(`\ufeff${table}`, 'utf16le'), 'utf-16'],
    ['UTF-16 little endian without mark', Buffer.from(table, 'utf16le'), 'utf-16'],
    ['UTF-16 big endian', bigEndian(table), 'utf-16'],
    ['Windows-1252', windows1252(table), 'latin-1'],
    ['UTF-8 in gzip', gzipSync(table), 'utf-8'],
    ['Windows-1252 in gzip', gzipSync(windows1252(table)), 'latin-1'],
  ])('reads %s', async (name, content, encoding) => {
    const card = await open(await write(`encoding/${name}.csv`, content));
    expect(await cells(card)).toEqual(tableRows);
    expect(card.options).toMatchObject({ encoding, delimiter: ';', decimal: ',' });
  });

  it('notices Latin-1 far behind the beginning of the file', async () => {
    const text = `a,b\n${'plain,1\n'.repeat(60_000)}`;
    const card = await open(await write('late.csv', Buffer.concat([Buffer.from(text), windows1252('Müller,2\n')])));
    expect(card.options.encoding).toBe('latin-1');
    expect(card.columns[0]?.top.map((each) => each.value)).toContain('Müller');
  });

  it('reads zstd', async () => {
    await files.sql(
      "COPY (SELECT * FROM (VALUES (1, 'ü,\"x'), (2, 'b')) t(a, b)) TO '$DIR/z.csv.zst' (FORMAT csv, COMPRESSION zstd)",
    );
    expect(await cells(await open(join(files.folder, 'z.csv.zst')))).toEqual([
      [1, 'ü,"x'],
      [2, 'b'],
    ]);
  });
});

describe('CSV in any dialect', () => {
  it.each([
    ['comma', 'a,b\n1,x\n2,y\n', ','],
    ['semicolon', 'a;b\n1;x\n2;y\n', ';'],
    ['tab', 'a\tb\n1\tx\n2\ty\n', '\t'],
    ['bar', 'a|b\n1|x\n2|y\n', '|'],
    ['caret', 'a^b\n1^x\n2^y\n', '^'],
    ['semicolon told by Excel', 'sep=;\na;b\n1;x\n2;y\n', ';'],
    ['after comments and blank lines', '# made by a tool\n\na,b\n1,x\n2,y\n', ','],
    ['with CRLF', 'a,b\r\n1,x\r\n2,y\r\n', ','],
    ['in single quotes', "'a','b'\n'1','x'\n'2','y'\n", ','],
    ['without final line end', 'a,b\n1,x\n2,y', ','],
  ])('finds the delimiter: %s', async (name, content, delimiter) => {
    const card = await open(await write(`dialect/${name}.csv`, content));
    expect(card.options.delimiter).toBe(delimiter);
    expect(card.columns.map((column) => column.name)).toEqual(['a', 'b']);
    expect(await cells(card)).toEqual([
      [1, 'x'],
      [2, 'y'],
    ]);
  });

  it.each([
    ['', 'time\n12:30:00\n13:45:10\n09:05:59\n', ['time'], 3],
    [' without a header', '12:30\n13:45\n09:05\n', ['column1'], 3],
    [' of half a day', 'at\n12:30 PM\n1:45 AM\n9:05 AM\n', ['at'], 3],
    [' with a date', 'at\n2020-01-01 12:30:00\n2020-01-02 13:45:10\n', ['at'], 2],
    [' between colons, where a header says so', 'hour:minute\n12:30\n13:45\n', ['hour', 'minute'], 2],
    [' with other cells between colons', 'a:b:c\n12:30:x\n13:45:y\n', ['a', 'b', 'c'], 2],
  ])('a colon inside of clock times is no delimiter%s', async (name, text, columns, rows) => {
    const card = await open(await write(`clock${name.replaceAll(/\W/g, '-')}.csv`, text));
    expect([card.columns.map((column) => column.name), card.rows]).toEqual([columns, rows]);
  });

  it.each([
    ['single', "'note\nof the day',score\n1,2\n3,4\n5,6\n"],
    ['double', '"note\nof the day",score\n1,2\n3,4\n5,6\n'],
  ])('takes a header with a line end inside of %s quotes, though nothing else is quoted', async (kind, text) => {
    const card = await open(await write(`header-${kind}.csv`, text));
    expect(card.columns.map(({ name }) => name)).toEqual(['note\nof the day', 'score']);
    expect(await cells(card)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  it('takes apostrophes at the beginning of texts for what they are', async () => {
    const card = await open(await write('apostrophes.csv', "said,count\n'tis,1\nthe dogs',2\nno,3\n"));
    expect(await cells(card)).toEqual([
      ["'tis", 1],
      ["the dogs'", 2],
      ['no', 3],
    ]);
  });

  it('reads lines of many megabytes with little memory', async () => {
    const long = 'y'.repeat(9 * 1024 * 1024);
    const path = await write('long.csv', `a,b\n1,x\n2,${long}\n3,z\n4,${long}${long}\n5,end\n`);
    const card = await ingest({ paths: [path], options: {} }, { cacheDir: files.cacheDir, memoryLimit: '256MB', threads: 2 });
    expect(card).toMatchObject({ rows: 4, rejected: 1 });
    expect((await rejects(card)).map((row) => row.slice(0, 4))).toEqual([['long.csv', 5, null, 'the line is longer than 16 MB']]);
  });

  it('keeps delimiters, quotes and line ends inside quotes', async () => {
    const card = await open(await write('quotes.csv', 'a,b\n"x, ""y""",1\n"two\nlines",2\n'));
    expect(await cells(card)).toEqual([
      ['x, "y"', 1],
      ['two\nlines', 2],
    ]);
  });

  it('names columns where there is no header, and says so', async () => {
    const card = await open(await write('noheader.csv', '1,2.5,x\n3,4.5,y\n'));
    expect(card.columns.map((column) => column.name)).toEqual(['column1', 'column2', 'column3']);
    expect(card.rows).toBe(2);
    expect(codes(card)).toContain('header-missing');
  });

  it('tells repeated and empty names apart, and says so', async () => {
    const card = await open(await write('twice.csv', 'a,A,,a,a_2\n1,2,3,4,5\n'));
    expect(card.columns.map((column) => column.name)).toEqual(['a', 'A_3', 'column3', 'a_4', 'a_2']);
    expect(await cells(card)).toEqual([[1, 2, 3, 4, 5]]);
    expect(codes(card)).toContain('header-renamed');
  });

  it('reads one column, and says so', async () => {
    const card = await open(await write('one.csv', 'value\n1\n2\n'));
    expect(await cells(card)).toEqual([[1], [2]]);
    expect(codes(card)).toContain('one-column');
  });

  it('reads the same again with the options it reports', async () => {
    const path = await write('again.csv', 'd;n\n31.12.2020;1.234,5\n01.02.2021;2,5\n');
    const card = await open(path);
    const told = await open(path, card.options);
    expect(told.options).toEqual(card.options);
    expect(await cells(told)).toEqual(await cells(card));
    expect(await cells(card)).toEqual([
      ['2020-12-31T00:00:00.000Z', 1234.5],
      ['2021-02-01T00:00:00.000Z', 2.5],
    ]);
  });
});

describe('types', () => {
  it('tells numbers, codes, truth values, ids, categories and text apart', async () => {
    const rows = Array.from({ length: 60 }, (_, index) =>
      [
        index,
        `00${String(index)}`,
        index / 4,
        index % 2 === 0 ? 'true' : 'False',
        index % 3 === 0 ? 'yes' : 'no',
        `user-${String(index)}`,
        ['red', 'green', 'blue'][index % 3],
        `a longer remark number ${String(index)} of many`,
        `${String(9_007_199_254_740_000 + index * 1000)}`,
        '12345678901234567890123',
      ].join(','),
    );
    const card = await open(
      await write('types.csv', `row_id,zip,x,flag,answer,user,colour,remark,large,huge\n${rows.join('\n')}\n`),
    );
    expect(types(card)).toEqual({
      row_id: 'id',
      zip: 'id',
      x: 'number',
      flag: 'boolean',
      answer: 'boolean',
      user: 'id',
      colour: 'category',
      remark: 'text',
      large: 'integer',
      huge: 'category',
    });
    const [first] = await cells(card, 1);
    expect(first).toEqual([
      0,
      '000',
      0,
      true,
      'yes',
      'user-0',
      'red',
      'a longer remark number 0 of many',
      9_007_199_254_740_000,
      '12345678901234567890123',
    ]);
    const last = (await cells(card, 60)).at(-1);
    expect(last?.[8]).toBe('9007199254799000');
  });

  it('reads thousands and both decimal marks', async () => {
    const card = await open(
      await write('thousands.csv', 'a|b|c|d\n1,234.5|1.234,5|1 234|1\n2.5|2,5|12|2e3\n1,234,567.25|1.234.567,25|1 234 567|-.5\n'),
    );
    expect(await cells(card)).toEqual([
      [1234.5, 1234.5, 1234, 1],
      [2.5, 2.5, 12, 2000],
      [1234567.25, 1234567.25, 1234567, -0.5],
    ]);
  });

  it('reads a column in the other decimal mark also when the mark of the file is told, as when it is opened again', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i % 9 === 0 ? 'N/A' : `${30 + i}.0`};${i},25;1.${100 + i},5`);
    const path = await write('mixedmarks.csv', `age;income;sum\n${lines.join('\n')}\n`);
    const found = await open(path);
    expect(found.options.decimal).toBe(',');
    for (const card of [found, await open(path, found.options)]) {
      expect(card.columns.map(({ type }) => type)).toEqual(['number', 'number', 'number']);
      expect((await cells(card))[1]).toEqual([31, 1.25, 1101.5]);
    }
  });

  it('does not mind blanks around values', async () => {
    const card = await open(
      await write('padded.csv', 'n| i |t|b\n 1.5 |1|2020-01-01|true\n   | 2\u00a0| 2020-01-02 | FALSE \n2.5|3|  |  \n'),
    );
    expect(await cells(card)).toEqual([
      [1.5, 1, '2020-01-01T00:00:00.000Z', true],
      [null, 2, '2020-01-02T00:00:00.000Z', false],
      [2.5, 3, null, null],
    ]);
  });

  it('says so when 1,234 may be either number', async () => {
    const path = await write('unclear.csv', 'a|b\n1,234|x\n2,500|y\n');
    const card = await open(path);
    expect(codes(card)).toContain('decimal-unclear');
    expect((await cells(card)).map((row) => row[0])).toEqual([1234, 2500]);
    const told = await open(path, { decimal: ',' });
    expect((await cells(told)).map((row) => row[0])).toEqual([1.234, 2.5]);
  });

  it('takes NA, null and NaN among numbers for missing and says so, but keeps them in text', async () => {
    const card = await open(await write('na.csv', 'n,country\n1,NA\nNA,DE\nnull,FR\nNaN,DE\n2.5,NA\n-,DE\n,FR\n'));
    expect(card.columns[0]).toMatchObject({ type: 'number', missing: 5, min: 1, max: 2.5 });
    expect(card.columns[1]).toMatchObject({ missing: 0, distinct: 3 });
    expect(card.warnings.find((warning) => warning.code === 'missing-tokens')).toMatchObject({
      count: 4,
      where: { column: 'n' },
    });
    expect(card.warnings.find((warning) => warning.code === 'suspicious-missing')).toMatchObject({
      count: 2,
      where: { column: 'country' },
    });
  });

  it('takes the texts told for missing everywhere', async () => {
    const card = await open(await write('told.csv', 'n,c\n-999,x\n2,unknown\n3,y\n'), { missing: ['-999', 'unknown'] });
    expect(await cells(card)).toEqual([
      [null, 'x'],
      [2, null],
      [3, 'y'],
    ]);
  });

  it('takes a number told for missing by its value in every notation, and no number beside it', async () => {
    const told = { missing: ['999', 'unknown'] };
    const lines = (numbers: string[]): string =>
      `n;c\n${numbers.map((each, at) => `${each};${at === 1 ? 'unknown' : '0999'}`).join('\n')}\n`;
    for (const numbers of [
      ['1.5', '999.0', '999.5', '999'],
      ['1,5', '999,0', '999,5', '999'],
      ['1', '999', '1000', '+999'],
    ]) {
      const card = await open(await write(`told-${String(numbers[1])}.csv`, lines(numbers)), told);
      expect(card.columns[0]).toMatchObject({ missing: 2 });
      expect(card.columns[1]).toMatchObject({ missing: 1, distinct: 1 });
      expect(codes(card)).not.toContain('missing-unused');
    }
    const grouped = await open(await write('told-grouped.csv', 'n\n"1,234.5"\n"9,999.0"\n"9,999,000"\n'), { missing: ['9999'] });
    expect(await cells(grouped)).toEqual([[1234.5], [null], [9_999_000]]);
    const all = await open(await write('told-all.csv', 'n,c\n999.0,1\n999,2\n'), { missing: ['999'] });
    expect(all.columns[0]).toMatchObject({ missing: 2 });
  });

  it('takes what was told for missing in formats with types', async () => {
    await files.sql(
      `COPY (SELECT d::DOUBLE AS d, b::BIGINT AS b, f::FLOAT AS f, m::DECIMAL(9,2) AS m, u::UTINYINT AS u, c FROM (VALUES (1.5, 7, 0.5, 2.25, 1, 'a'), ` +
        `(999, 999, 999, 999, 99, 'unknown'), (999.5, 1000, 999.5, 999.5, 100, '999.0')) t(d, b, f, m, u, c)) TO '$DIR/told.parquet'`,
    );
    const card = await open(`${files.folder}/told.parquet`, { missing: ['999', '99.0', 'unknown'] });
    expect(card.columns.map(({ missing }) => missing)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(codes(card)).not.toContain('missing-unused');
    const json = await open(await write('told.jsonl', '{"n":1.5,"c":"x"}\n{"n":999,"c":"unknown"}\n'), {
      missing: ['999', 'unknown'],
    });
    expect(await cells(json)).toEqual([
      [1.5, 'x'],
      [null, null],
    ]);
  });

  it('says so when no cell is what was told for missing', async () => {
    const card = await open(await write('told-none.csv', 'n,c\n1,a\n2,b\n-99,b\n'), { missing: ['-99', '-999'] });
    expect(card.warnings.filter(({ code }) => code === 'missing-unused')).toMatchObject([
      { message: 'No cell is "-999", which was said to mean "missing".' },
    ]);
  });

  it('keeps infinite numbers and says so', async () => {
    const card = await open(await write('inf.csv', 'n\n1.5\ninf\n-Infinity\n'));
    expect(await cells(card)).toEqual([[1.5], ['Infinity'], ['-Infinity']]);
    expect(card.warnings.find(({ code }) => code === 'infinite-values')).toMatchObject({ count: 2, where: { column: 'n' } });
    expect(card.columns[0]?.histogram?.counts.reduce((sum, count) => sum + count)).toBe(1);
  });

  it('leaves a column text when a good part of it is not numbers, and says which', async () => {
    const card = await open(await write('mixed.csv', 'n\n1\n2\n3\nabc\n4\n'));
    expect(card.columns[0]?.storage).toBe('VARCHAR');
    expect(card.warnings.find((warning) => warning.code === 'mixed-column')?.message).toContain('"abc"');
  });
});

describe('times', () => {
  it('reads every column in its own form', async () => {
    const card = await open(
      await write(
        'times.csv',
        'iso|us|eu|name|stamp|ms|created_us\n' +
          '2020-03-05T04:05:06Z|12/31/2020 1:05 PM|31.12.2020|Mar 5, 2020|1583381106|1583381106000|1583381106000000\n' +
          '2020-03-05T04:05:06+02:00|1/2/2021 1:05 AM|1.2.2021|April 15, 2020|1583381107|1583381107500|1583381107500000\n',
      ),
      { times: { ms: 'epoch-ms', stamp: 'epoch-s' } },
    );
    expect(card.columns.map((column) => column.type)).toEqual(Array(7).fill('datetime'));
    expect(await cells(card)).toEqual([
      ['2020-03-05T04:05:06.000Z', '2020-12-31T13:05:00.000Z', '2020-12-31T00:00:00.000Z', '2020-03-05T00:00:00.000Z', '2020-03-05T04:05:06.000Z', '2020-03-05T04:05:06.000Z', '2020-03-05T04:05:06.000Z'],
      ['2020-03-05T02:05:06.000Z', '2021-01-02T01:05:00.000Z', '2021-02-01T00:00:00.000Z', '2020-04-15T00:00:00.000Z', '2020-03-05T04:05:07.000Z', '2020-03-05T04:05:07.500Z', '2020-03-05T04:05:07.500Z'],
    ]); // prettier-ignore
    expect(card.options.times).toEqual({
      iso: 'iso',
      us: 'month-day-year',
      eu: 'day-month-year',
      name: 'month-day-year',
      stamp: 'epoch-s',
      ms: 'epoch-ms',
      created_us: 'epoch-us',
    });
    expect(card.columns[0]?.timeFormat).toContain('yyyy-MM-dd');
  });

  it('asks for the order of day and month instead of guessing, and takes the answer', async () => {
    const path = await write('ask.csv', 'day,x\n05/06/2020,1\n03/04/2020,2\n');
    const card = await open(path);
    expect(card.columns[0]?.storage).toBe('VARCHAR');
    expect(card.questions).toHaveLength(1);
    expect(card.questions[0]).toMatchObject({ kind: 'date-order', column: 'day' });
    expect(card.questions[0]?.choices.map((choice) => choice.value)).toEqual(['day-month-year', 'month-day-year', 'not-a-time']);
    // The first in order, so that the same file is asked about in the same words each time.
    expect(card.questions[0]?.choices[0]?.example).toBe('03/04/2020 is 3 April 2020');
    const answered = await open(path, { times: { day: 'month-day-year' } });
    expect(answered.questions).toEqual([]);
    expect(answered.timeSpan).toEqual({ column: 'day', start: '2020-03-04T00:00:00.000Z', end: '2020-05-06T00:00:00.000Z' });
    const refused = await open(path, { times: { day: 'not-a-time' } });
    expect(refused.questions).toEqual([]);
    expect(refused.columns[0]?.type).toBe('category');
  });

  it('needs no question when one date among thousands tells', async () => {
    const days = Array.from({ length: 5000 }, (_, index) => `0${String((index % 9) + 1)}/04/2020`);
    days[4321] = '25/04/2020';
    const card = await open(await write('tells.csv', `day\n${days.join('\n')}\n`));
    expect(card.questions).toEqual([]);
    expect(card.options.times).toEqual({ day: 'day-month-year' });
    expect(card.columns[0]?.max).toBe('2020-04-25T00:00:00.000Z');
  });

  it('reads forms that show up only late in the file', async () => {
    const days = Array.from({ length: 9000 }, () => '2020-03-05');
    days[8000] = '5 March 2021';
    const card = await open(await write('late-form.csv', `day\n${days.join('\n')}\n`));
    expect(card.columns[0]).toMatchObject({ type: 'datetime', max: '2021-03-05T00:00:00.000Z' });
    expect(card.rejected).toBe(0);
  });
});

describe('rejected rows', () => {
  it('keeps them with the line on which they start, across quoted line ends and blank lines', async () => {
    const text = 'a,b\n1,x\n"2\n2","y\ny"\n\n3\n4,z\n5,z,extra\n';
    const card = await open(await write('rejects.csv', text));
    expect(card.rows).toBe(3);
    expect(card.rejected).toBe(2);
    expect(await rejects(card)).toEqual([
      ['rejects.csv', 7, null, 'too few columns', '3'],
      ['rejects.csv', 9, null, 'too many columns', '5,z,extra'],
    ]);
    const path = await exportRejected(card, join(files.folder, 'out', 'rejected.csv'));
    expect((await readFile(path, 'utf8')).split('\n')[1]).toBe('rejects.csv,7,,too few columns,3');
  });

  it('sets aside a row whose value does not fit a column of numbers, with its line', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `${String(index)},"note\nwith break"`);
    lines[250] = 'oops,x';
    lines[400] = '1,2,3';
    const card = await open(await write('misfit.csv', `n,note\n${lines.join('\n')}\n`));
    expect(card.columns[0]?.type).toBe('integer');
    expect(card.rows).toBe(498);
    expect(await rejects(card)).toEqual([
      ['misfit.csv', 502, 'n', '"oops" is not a whole number', 'oops,x'],
      ['misfit.csv', 801, null, 'too many columns', '1,2,3'],
    ]);
  });

  it('keeps line numbers in UTF-16 too', async () => {
    const card = await open(await write('rejects16.csv', Buffer.from('\ufeffä,b\n"1\n1",x\nü\n4,z\n', 'utf16le')));
    expect(await rejects(card)).toEqual([['rejects16.csv', 4, null, 'too few columns', 'ü']]);
  });

  it('says in plain words when most rows do not fit', async () => {
    const path = await write('most.csv', `a,b\n${'1,2,3\n'.repeat(20)}1,2\n`);
    await expect(open(path, { header: true, delimiter: ',' })).rejects.toMatchObject({
      code: 'DATA_MISREAD',
      where: { file: path, line: 2 },
    });
  });
});

describe('several files', () => {
  it('joins a folder by column names, in natural order, and says what differs', async () => {
    await write('parts/part-10.csv', 'b,a\n4,w\n');
    await write('parts/part-2.csv', 'a,b,c\nv,3,9\n');
    await write('parts/part-1.csv', 'a,b\nx,1\ny,2\n');
    await write('parts/_SUCCESS', '');
    const card = await open(join(files.folder, 'parts'));
    expect(card.columns.map((column) => column.name)).toEqual(['a', 'b', 'c']);
    expect(await cells(card)).toEqual([
      ['x', 1, null],
      ['y', 2, null],
      ['v', 3, 9],
      ['w', 4, null],
    ]);
    expect(card.warnings.filter((warning) => warning.code === 'files-differ').map((warning) => warning.where?.file)).toEqual([
      'part-1.csv',
      'part-10.csv',
    ]);
    const same = await open(join(files.folder, 'parts', 'part-*.csv'));
    expect(same.sha256).toBe(card.sha256);
  });

  it('reads several Parquet files where they are', async () => {
    await mkdir(join(files.folder, 'pq'));
    for (const part of [1, 2]) {
      await files.sql(
        `COPY (SELECT i + ${String(part * 10)} AS i, 'v' || i AS s FROM range(3) t(i)) TO '$DIR/pq/p${String(part)}.parquet'`,
      );
    }
    const card = await open(join(files.folder, 'pq'));
    expect(card.columnar).toEqual(card.paths);
    expect((await cells(card)).map((row) => row[0])).toEqual([10, 11, 12, 20, 21, 22]);
  });

  it('refuses a mixture of formats', async () => {
    await write('mixture/a.csv', 'a\n1\n');
    await write('mixture/b.jsonl', '{"a":1}\n');
    await expect(open(join(files.folder, 'mixture'))).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });
});

describe('reading once', () => {
  it('does not parse the same content a second time', async () => {
    const path = await write('once.csv', 'a,b\n1,x\n2,y\n');
    const card = await open(path);
    const copy = card.columnar[0] as string;
    const before = await stat(copy, { bigint: true });
    const stages: string[] = [];
    const again = await ingest(
      { paths: [path], options: {} },
      { cacheDir: files.cacheDir, onProgress: ({ stage }) => stages.push(stage) },
    );
    const after = await stat(copy, { bigint: true });
    expect(again).toEqual(card);
    expect([after.mtimeNs, after.ino]).toEqual([before.mtimeNs, before.ino]);
    expect(new Set(stages)).toEqual(new Set(['Checking the files']));
    await write('once.csv', 'a,b\n1,x\n3,y\n');
    expect((await open(path)).columnar).not.toEqual(card.columnar);
  });

  it('leaves nothing half-written after a cancel', async () => {
    const path = await write('cancel.csv', `a,b\n${'1,some text to read\n'.repeat(400_000)}`);
    const controller = new AbortController();
    const cacheDir = join(files.folder, 'cancelled');
    const running = ingest(
      { paths: [path], options: {} },
      {
        cacheDir,
        signal: controller.signal,
        onProgress: ({ stage }) => {
          if (stage !== 'Checking the files') controller.abort();
        },
      },
    );
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readdir(cacheDir)).toEqual([]);
  });
});

describe('bad input', () => {
  it.each([
    ['an empty file', 'empty.csv', '', /is empty/],
    ['blanks only', 'blank.csv', ' \n\n', /nothing but blanks/],
    ['a header without rows', 'header.csv', 'a,b,c\n', /has no rows/],
    ['binary junk', 'junk.csv', Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251), /binary/],
    ['a web page', 'page.csv', '<!DOCTYPE html><html><body>Log in</body></html>', /web page/],
    ['a Git LFS pointer', 'lfs.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\n', /Git LFS/],
    ['an image', 'image.csv', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /PNG/],
    ['a pickle', 'data.pkl', Uint8Array.from([0x80, 0x04, 0x95, 0, 0, 0]), /pickle/],
    ['an old workbook', 'old.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), /old Excel/],
    ['a number alone in JSON', 'scalar.json', '[1, 2, 3]', /not a table/],
    ['an empty JSON array', 'none.json', '[]', /has no rows: its array is empty/],
  ])('says what is wrong with %s', async (_, name, content, message) => {
    const path = await write(`bad/${name}`, content);
    await expect(open(path)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(message),
      where: { file: path },
    });
  });

  it('says of several files without rows that they have none', async () => {
    const paths = [await write('none/a.csv', 'a,b\n'), await write('none/b.csv', 'a,b\n')];
    await expect(ingest({ paths, options: {} }, { cacheDir: files.folder })).rejects.toMatchObject({
      message: 'a.csv and 1 more have no rows.',
    });
  });

  it('recognises a Parquet file that was cut off', async () => {
    await files.sql("COPY (SELECT * FROM range(1000) t(i)) TO '$DIR/whole.parquet'");
    const bytes = await readFile(join(files.folder, 'whole.parquet'));
    const path = await write('cut.parquet', bytes.subarray(0, bytes.length - 20));
    await expect(open(path)).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringContaining('end is missing') });
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, damaged.length - 60, damaged.length - 8);
    await expect(open(await write('damaged.parquet', damaged))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('recognises a gzip file that was cut off', async () => {
    const whole = gzipSync(
      Buffer.from(Array.from({ length: 200_000 }, (_, index) => `${String((index * 7919) % 65_537)},x`).join('\n')),
    );
    const path = await write('cut.csv.gz', whole.subarray(0, whole.length - 1000));
    await expect(open(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('gzip') });
  });

  it('reads a file by its content and says that the name is wrong', async () => {
    await files.sql("COPY (SELECT 1 AS a) TO '$DIR/named.csv' (FORMAT parquet)");
    const card = await open(join(files.folder, 'named.csv'));
    expect(card.format).toBe('parquet');
    expect(codes(card)).toContain('name-mismatch');
  });

  it('keeps zero bytes and very long values', async () => {
    const long = 'x'.repeat(3_000_000);
    const card = await open(await write('long.csv', `a,b\n1,n\0ul\n2,${long}\n`));
    const rows = await cells(card);
    expect(rows[0]).toEqual([1, 'n\0ul']);
    expect((rows[1]?.[1] as string).length).toBe(3_000_000);
  });

  it('survives a quote that is never closed', async () => {
    const card = await open(await write('open-quote.csv', `a,b\n${'1,x\n'.repeat(50)}2,"never closed\n3,y\n`));
    expect(card.rows).toBe(50);
    expect((await rejects(card))[0]?.slice(0, 2)).toEqual(['open-quote.csv', 52]);
  });

  it('names what cannot be found', async () => {
    await expect(open(join(files.folder, 'nowhere.csv'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open(join(files.folder, 'nowhere-*.csv'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await mkdir(join(files.folder, 'no-tables'));
    await write('no-tables/photo.png', 'x');
    await expect(open(join(files.folder, 'no-tables'))).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });

  it('reads names with quotes, brackets, stars and through links', async () => {
    const path = await write("it's [a] 100% table.csv", 'a,b\n1,x\n');
    expect(await cells(await open(path))).toEqual([[1, 'x']]);
    const link = join(files.folder, 'link.csv');
    await symlink(path, link);
    expect((await open(link)).rows).toBe(1);
  });
});

describe('what is told of something that is not there', () => {
  it.each([
    [
      'the times of a column',
      { times: { nope: 'iso' as const } },
      'The data have no column "nope" whose times could be read so.',
    ],
    ['a sheet', { sheet: 'Sheet1' }, 'told.csv is no Excel file: it has no sheet "Sheet1".'],
  ])('%s', async (_, options, message) => {
    await expect(open(await write('told.csv', 'a,b\n1,2\n'), options)).rejects.toMatchObject({ code: 'INVALID_INPUT', message });
  });
});
