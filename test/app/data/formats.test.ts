import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Decimal, Field, makeData, RecordBatch, Schema, Struct, Table, tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { identifyDataFile } from '../../../app/data/identifyDataFile.ts';
import { writeWorkbook, type ExcelCell } from './excelWorkbook.ts';
import { cells, codes, rejects, tempFiles, types } from './tempFiles.ts';

const files = await tempFiles();
const { write, open } = files;
const writeExcel = (name: string, sheets: Record<string, ExcelCell[][]>): Promise<string> =>
  writeWorkbook(join(files.folder, name), sheets);
const fixtures = join(import.meta.dirname, '../../fixtures/data');

/** A whole number of 128 bits as Arrow has it: little-endian words. */
function words(value: bigint): number[] {
  return [0n, 32n, 64n, 96n].map((shift) => Number(BigInt.asUintN(32, value >> shift)));
}

describe('JSON', () => {
  const rows = [
    { a: 1, d: '2020-01-05', s: 'p', deep: { x: [1] } },
    { a: 2.5, d: '2020-02-05', s: null, deep: null },
  ];
  const asCells = [
    [1, '2020-01-05T00:00:00.000Z', 'p', '{"x":[1]}'],
    [2.5, '2020-02-05T00:00:00.000Z', null, null],
  ];

  it.each([
    ['an array of objects', JSON.stringify(rows), 'json'],
    ['an array over many lines', JSON.stringify(rows, null, 2), 'json'],
    ['JSON Lines', rows.map((row) => JSON.stringify(row)).join('\n'), 'jsonl'],
    ['rows inside an object', JSON.stringify({ made: 'today', rows }), 'json'],
    [
      'split, as pandas writes',
      JSON.stringify({ columns: ['a', 'd', 's', 'deep'], index: [0, 1], data: rows.map((row) => Object.values(row)) }),
      'json',
    ],
    [
      'by column',
      JSON.stringify({ a: [1, 2.5], d: ['2020-01-05', '2020-02-05'], s: ['p', null], deep: [{ x: [1] }, null] }),
      'json',
    ],
    [
      'by column and index, as pandas writes',
      JSON.stringify({
        a: { 0: 1, 1: 2.5 },
        d: { 0: '2020-01-05', 1: '2020-02-05' },
        s: { 0: 'p', 1: null },
        deep: { 0: { x: [1] }, 1: null },
      }),
      'json',
    ],
  ])('reads %s', async (name, text, format) => {
    const card = await open(await write(`json/${name}.json`, text));
    expect(card.format).toBe(format);
    expect(await cells(card)).toEqual(asCells);
    expect(codes(card)).toContain('nested-column');
  });

  it.each([
    ['split, as pandas writes', '{"columns":["a","a","b"],"data":[[1,2,"x"],[3,4,"y"]]}', ['a', 'a_2', 'b']],
    ['lists under a header', '[["a","a","b"],[1,2,"x"],[3,4,"y"]]', ['a', 'a_2', 'b']],
    ['an array of objects', '[{"a":1,"A":2,"b":"x"},{"a":3,"A":4,"b":"y"}]', ['a', 'A_2', 'b']],
    ['JSON Lines', '{"a":1,"A":2,"b":"x"}\n{"a":3,"A":4,"b":"y"}', ['a', 'A_2', 'b']],
    ['by column', '{"a":[1,3],"A":[2,4],"b":["x","y"]}', ['a', 'A_2', 'b']],
  ])('tells repeated names apart, and says so: %s', async (name, text, names) => {
    const card = await open(await write(`names/${name}.json`, text));
    expect(card.columns.map((column) => column.name)).toEqual(names);
    expect(await cells(card)).toEqual([
      [1, 2, 'x'],
      [3, 4, 'y'],
    ]);
    expect(codes(card)).toEqual(['header-renamed']);
  });

  it.each([
    ['rows inside an object', '{"rows":[{"a":1,"b":2},{"a":3,"a":4}]}'],
    ['by column', '{"a":[1,2],"\\u0061":[3,4]}'],
    ['an array of objects', '[{"a":1,"a":2},{"a":3,"a":4}]'],
  ])('refuses an object that names a value twice: %s', async (name, text) => {
    await expect(open(await write(`twice/${name}.json`, text))).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: `${name}.json names "a" twice in one object.`,
    });
  });

  it('sets lines aside that name a value twice', async () => {
    const card = await open(await write('twice.jsonl', '{"a":1}\n{"a":2,"a":3}\n{"a":4}\n'));
    expect(await cells(card)).toEqual([[1], [4]]);
    expect((await rejects(card))[0]).toEqual(['twice.jsonl', 2, null, 'an object that names a value twice', '{"a":2,"a":3}']);
    await expect(open(await write('all.jsonl', '{"a":2,"a":3}\n'))).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: 'No line of all.jsonl could be read: line 1 is an object that names a value twice.',
    });
  });

  it('takes a name like one that was told apart for what it is', async () => {
    const card = await open(await write('numbered.jsonl', '{"a":1,"a_1":2}\n'));
    expect(await cells(card)).toEqual([[1, 2]]);
    expect(codes(card)).toEqual([]);
  });

  it('does not guess the order of day and month', async () => {
    const card = await open(await write('ask.jsonl', '{"d":"03-04-2020"}\n{"d":"05-06-2020"}\n'));
    expect(card.questions.map((question) => question.column)).toEqual(['d']);
  });

  it('sets aside lines that are not JSON objects', async () => {
    const card = await open(await write('bad.jsonl', '{"a":1}\n\n{"a":2\n{"a":3}\n5\n{"a":4}\n'));
    expect(await cells(card)).toEqual([[1], [3], [4]]);
    expect(await rejects(card)).toEqual([
      ['bad.jsonl', 3, null, 'not valid JSON', '{"a":2'],
      ['bad.jsonl', 5, null, 'not a JSON object', '5'],
    ]);
  });

  it('says where an array breaks off', async () => {
    await expect(open(await write('cut.json', JSON.stringify(rows).slice(0, -20)))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('not valid JSON'),
    });
  });
});

describe('Arrow', () => {
  it('reads a Feather file as pandas writes it, with LZ4', async () => {
    const card = await open(join(fixtures, 'frame-lz4.feather'));
    expect(card.rows).toBe(3000);
    expect(types(card)).toEqual({
      i: 'integer',
      x: 'number',
      s: 'category',
      b: 'boolean',
      t: 'datetime',
      z: 'datetime',
      c: 'category',
      d: 'datetime',
      dec: 'number',
      l: 'text',
    });
    const rows = await cells(card, 1000);
    expect(rows[0]).toEqual([null, 0, null, true, '2020-01-01T00:00:00.000Z', '2020-06-01T10:00:00.000Z', 'green', '1960-01-01T00:00:00.000Z', -1.25, '[0,1]']); // prettier-ignore
    expect(rows[999]).toEqual([999, 124.875, 'text 49 ß', true, '2020-01-01T16:39:00.000Z', '2020-06-01T10:00:00.000Z', 'red', '1962-09-26T00:00:00.000Z', 248.5, '[999,1000]']); // prettier-ignore
  });

  it('says how to save a zstd-compressed one again', async () => {
    await expect(open(join(fixtures, 'frame-zstd.feather'))).rejects.toMatchObject({
      code: 'DATA_INVALID',
      hint: expect.stringContaining('lz4'),
    });
  });

  it.each(['file', 'stream'] as const)('reads an IPC %s', async (kind) => {
    const table = tableFromArrays({
      i: Int32Array.from([1, 2]),
      f: Float32Array.from([0.5, 1.5]),
      big: BigInt64Array.from([1n, 2n ** 60n]),
      s: ['a', null],
    });
    const card = await open(await write(`${kind}.arrow`, tableToIPC(table, kind)));
    expect(await cells(card)).toEqual([
      [1, 0.5, 1, 'a'],
      [2, 1.5, '1152921504606846976', null],
    ]);
  });

  it('takes what was told for missing out of numbers, texts and dictionaries', async () => {
    const table = tableFromArrays({
      i: Int32Array.from([1, 999]),
      f: Float32Array.from([0.5, 999]),
      s: ['unknown', 'a'],
    });
    const card = await open(await write('told.arrow', tableToIPC(table, 'file')), { missing: ['999', 'unknown'] });
    expect(await cells(card)).toEqual([
      [1, 0.5, null],
      [null, null, 'a'],
    ]);
    const frame = await open(join(fixtures, 'frame-lz4.feather'), { missing: ['green'] });
    const colours = frame.columns.find(({ name }) => name === 'c')?.top.map(({ value }) => value);
    expect(colours).toContain('red');
    expect(colours).not.toContain('green');
  });

  it('says which columns have another name than in the file, and which decimals have more digits than a number', async () => {
    const decimal = () =>
      makeData({
        type: new Decimal(20, 38, 128),
        // 1.23456789012345678901 and -2.5, in words of 32 bits.
        data: Uint32Array.from([123456789012345678901n, -250000000000000000000n].flatMap(words)),
      });
    const schema = new Schema([new Field('a', new Decimal(20, 38, 128)), new Field('a', new Decimal(20, 38, 128))]);
    const batch = new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: 2, nullCount: 0, children: [decimal(), decimal()] }),
    );
    const card = await open(await write('decimal.arrow', tableToIPC(new Table(schema, [batch]), 'file')));
    expect(card.columns.map(({ name }) => name)).toEqual(['a', 'a_2']);
    expect((await cells(card))[0]).toEqual([1.2345678901234568, 1.2345678901234568]);
    expect((await cells(card))[1]).toEqual([-2.5, -2.5]);
    expect(codes(card)).toEqual(['header-renamed', 'digits-lost', 'digits-lost']);
    expect(card.warnings[1]).toMatchObject({ count: 1, where: { column: 'a' } });
  });
});

describe('Excel', () => {
  it('takes what was told for missing out of numbers and texts', async () => {
    const path = await writeExcel('told.xlsx', {
      Data: [
        ['count', 'share', 'name'],
        [1, 0.5, 'x'],
        [999, 999, 'unknown'],
      ],
    });
    expect(await cells(await open(path, { missing: ['999', 'unknown'] }))).toEqual([
      [1, 0.5, 'x'],
      [null, null, null],
    ]);
  });

  it('reads numbers, texts, truth values, dates and numbers stored as text', async () => {
    const path = await writeExcel('book.xlsx', {
      Data: [
        ['name', 'count', 'share', 'ok', 'day', 'typed'],
        ['x', 1, 0.5, true, { date: 43831 }, '1.5'],
        ['y', 2, 1, false, { date: 43832.5 }, '2'],
        [null, null, null, null, null, null],
        ['z', null, 2.25, true, null, '3'],
      ],
    });
    const card = await open(path);
    expect(card.format).toBe('excel');
    expect(await cells(card)).toEqual([
      ['x', 1, 0.5, true, '2020-01-01T00:00:00.000Z', 1.5],
      ['y', 2, 1, false, '2020-01-02T12:00:00.000Z', 2],
      ['z', null, 2.25, true, null, 3],
    ]);
    expect(codes(card)).toContain('numbers-as-text');
    expect(card.options.sheet).toBe('Data');
  });

  it('asks which of several sheets is meant', async () => {
    const path = await writeExcel('sheets.xlsx', { First: [['a'], [1]], Empty: [], Second: [['b'], [2], [3]] });
    const card = await open(path);
    expect(card.questions).toMatchObject([{ kind: 'sheet', choices: [{ value: 'First' }, { value: 'Second' }] }]);
    const second = await open(path, { sheet: 'Second' });
    expect(await cells(second)).toEqual([[2], [3]]);
    expect(second.questions).toEqual([]);
    await expect(open(path, { sheet: 'Third' })).rejects.toMatchObject({
      code: 'DATA_MISREAD',
      hint: expect.stringContaining('First, Empty, Second'),
    });
    await expect(open(path, { sheet: 'Empty' })).rejects.toMatchObject({
      code: 'DATA_MISREAD',
      message: expect.stringContaining('no cell of it has content'),
    });
  });

  it('passes over a sheet of notes, a title, merged names of groups and empty rows', async () => {
    const path = await writeExcel('made-for-people.xlsx', {
      Notes: [['Export of the plant'], [], ['Author', 'Operations']],
      Data: [
        ['Measurements 2020'],
        [],
        ['id', 'size', null, 'fault'],
        [null, 'height', 'width', null],
        [1, 1.5, 2.5, 'no'],
        [],
        [2, 3.5, null, 'yes'],
      ],
    });
    const card = await open(path);
    expect(card.options.sheet).toBe('Data');
    expect(card.columns.map(({ name }) => name)).toEqual(['id', 'size height', 'size width', 'fault']);
    expect(codes(card)).toContain('header-two-rows');
    expect(await cells(card)).toEqual([
      [1, 1.5, 2.5, 'no'],
      [2, 3.5, null, 'yes'],
    ]);
    expect(card.questions[0]?.choices.map(({ value }) => value)).toEqual(['Notes', 'Data']);
  });

  it('a column without a name is no second row of the header', async () => {
    const path = await writeExcel('indexed.xlsx', {
      Data: [
        [null, 'city', 'count'],
        ['a', 'rome', null],
        ['b', 'paris', 2],
      ],
    });
    const card = await open(path);
    expect(card.columns.map(({ name }) => name)).toEqual(['column1', 'city', 'count']);
    expect(card.rows).toBe(2);
  });

  it('says what it cannot tell: formulas without results, times without a date', async () => {
    const rows = Array.from({ length: 4 }, (_, index) => [index, null, { date: 0.25 + index / 24 }, { date: 43831 + index }]);
    const card = await open(await writeExcel('untold.xlsx', { Data: [['id', 'ratio', 'at', 'day'], ...rows] }));
    const told = new Map(card.warnings.map(({ code, where }) => [code, where?.column]));
    expect([told.get('column-without-values'), told.get('time-without-date')]).toEqual(['ratio', 'at']);
  });

  it('gives whole seconds as such, though a serial number falls a hair short of them', async () => {
    // 2021-05-28 20:43:00 as pandas writes it.
    const card = await open(
      await writeExcel('seconds.xlsx', {
        Data: [
          ['when', 'x'],
          [{ date: 44344.86319444444 }, 1],
        ],
      }),
    );
    expect((await cells(card))[0]?.[0]).toBe('2021-05-28T20:43:00.000Z');
  });
});

describe('Parquet', () => {
  it('is read where it is when nothing has to be converted', async () => {
    await files.sql(
      "COPY (SELECT i, i / 2 AS x, 'c' || i % 3 AS c, NULL::VARCHAR AS n FROM range(100) t(i)) TO '$DIR/plain.parquet'",
    );
    const card = await open(join(files.folder, 'plain.parquet'));
    expect(card.columnar).toEqual([join(files.folder, 'plain.parquet')]);
    expect(types(card)).toMatchObject({ i: 'integer', x: 'number', c: 'category' });
  });

  it('is converted when dates are text, or empty texts stand for missing', async () => {
    await files.sql(
      "COPY (SELECT '2020-01-0' || (i + 1) AS day, CASE WHEN i = 1 THEN '' ELSE 'v' END AS v FROM range(3) t(i)) TO '$DIR/dates.parquet'",
    );
    const card = await open(join(files.folder, 'dates.parquet'));
    expect(card.columnar[0]).toContain(files.cacheDir);
    expect(await cells(card)).toEqual([
      ['2020-01-01T00:00:00.000Z', 'v'],
      ['2020-01-02T00:00:00.000Z', null],
      ['2020-01-03T00:00:00.000Z', 'v'],
    ]);
  });

  it('says which columns have another name than in the file', async () => {
    const path = join(files.folder, 'names.parquet');
    await files.sql(
      "COPY (SELECT i AS ax, i + 10 AS ay, {'ax': i, 'az': i} AS deep, i + 20 AS s FROM range(2) t(i)) TO '$DIR/names.parquet' (COMPRESSION uncompressed)",
    );
    expect(codes(await open(path))).toEqual(['nested-column']);
    // As pandas and Arrow write it, where DuckDB cannot: the second column called as the first.
    const bytes = (await readFile(path)).toString('latin1').replaceAll('ay', 'ax');
    const card = await open(await write('twice.parquet', Buffer.from(bytes, 'latin1')));
    expect(card.columns.map(({ name }) => name)).toEqual(['ax', 'ax_1', 'deep', 's']);
    expect((await cells(card))[1]).toEqual([1, 11, '{"ax":1,"az":1}', 21]);
    expect(card.warnings[0]).toMatchObject({
      code: 'header-renamed',
      message: 'twice.parquet has empty or repeated column names; these were given new ones: ax_1.',
      count: 1,
    });
  });

  it.each([
    [
      'CSV',
      'long.csv',
      'x,money,id,whole\n0.12345678901234567891,1.50000000000000000000,12345678901234567890,1\n2.5,-0.30000000000000004,3,2\n',
    ],
    [
      'JSON Lines',
      'long.jsonl',
      '{"x":0.12345678901234567891,"money":1.50000000000000000000,"id":12345678901234567890,"whole":1}\n{"x":2.5,"money":-0.30000000000000004,"id":3,"whole":2}\n',
    ],
    [
      'JSON',
      'long.json',
      '[{"x":0.12345678901234567891,"money":1.50000000000000000000,"id":123456789012345678901234567890,"whole":1},{"x":2.5,"money":-0.30000000000000004,"id":3,"whole":2}]',
    ],
  ])(
    'says which decimals of %s have more digits than a double, and keeps those of whole numbers as text',
    async (_, name, text) => {
      const card = await open(await files.write(name, text));
      expect(card.warnings).toMatchObject([{ code: 'digits-lost', where: { column: 'x' }, count: 1 }]);
      expect(card.columns.map(({ storage }) => storage)).toEqual(['DOUBLE', 'DOUBLE', 'VARCHAR', 'BIGINT']);
      expect((await cells(card)).map((row) => row[2])).toEqual([
        name === 'long.json' ? '123456789012345678901234567890' : '12345678901234567890',
        '3',
      ]);
    },
  );

  it('says how many numbers of a JSON table without objects lost digits', async () => {
    const text =
      '{"columns":["id","x"],"data":[[9007199254740993,1.5],[9007199254740992,0.12345678901234567891],[3,1e400],[4,"call 123456789012345678901"]]}';
    const card = await open(await files.write('split.json', text));
    expect(card.warnings.filter(({ code }) => code === 'digits-lost')).toMatchObject([
      { count: 2, where: { file: 'split.json' } },
    ]);
  });

  it('says which numbers have more digits than are computed with', async () => {
    await files.sql(
      `COPY (SELECT CAST(dec AS DECIMAL(38, 20)) AS dec, CAST(money AS DECIMAL(38, 2)) AS money, CAST(u AS UBIGINT) AS u, CAST(even AS UBIGINT) AS even, i FROM (VALUES
        ('1.23456789012345678901', '0.10', '18446744073709551615', '18446744073709551614', 9007199254740993),
        ('-2.5', '1234567890123.45', '1', '9007199254740994', 1), ('0.3', NULL, NULL, NULL, NULL)) t(dec, money, u, even, i)) TO '$DIR/digits.parquet'`,
    );
    const card = await open(join(files.folder, 'digits.parquet'));
    expect(card.warnings.map(({ code, count, where }) => [code, where?.column, count])).toEqual([
      ['digits-lost', 'dec', 1],
      ['digits-lost', 'u', 1],
      ['digits-lost', 'even', 1],
    ]);
  });

  it('without rows is refused', async () => {
    await files.sql("COPY (SELECT 1 AS a WHERE false) TO '$DIR/none.parquet'");
    await expect(open(join(files.folder, 'none.parquet'))).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringContaining('has no rows'),
    });
  });
});

describe('what a file is', () => {
  it.each<[string, string | Uint8Array, string | null]>([
    ['a.csv', 'a,b\n1,2\n', 'csv'],
    ['a.txt', '[id];[name]\n1;x\n', 'csv'],
    ['a.json', '[{"a":1}]', 'json'],
    ['a.log', '{"a":1}\n{"a":2}\n', 'jsonl'],
    ['model.onnx', Uint8Array.from([8, 7, 18, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0]), null],
    ['photo.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47]), null],
    ['empty', '', null],
  ])('%s is found by content', async (name, content, format) => {
    expect((await identifyDataFile(await write(`what/${name}`, content)))?.format ?? null).toBe(format);
  });
});
