import { createHash } from 'node:crypto';
import { copyFile, open, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DataPreview, ReadOptions } from '../../../app/api/schemas/datasets.ts';
import { previewData } from '../../../app/data/previewData.ts';
import { writeWorkbook } from './excelWorkbook.ts';
import { cells, tempFiles } from './tempFiles.ts';

const files = await tempFiles();
const preview = (path: string | string[], options: ReadOptions = {}): Promise<DataPreview | null> =>
  previewData({ paths: [path].flat(), options }, { cacheDir: files.cacheDir });
const typesOf = (found: DataPreview | null): Record<string, string> =>
  Object.fromEntries(found?.columns.map(({ name, type }) => [name, type]) ?? []);
const line = (index: number): string =>
  `${index},${(index / 8).toFixed(3)},${['rome', 'oslo'][index % 2]},2021-03-0${1 + (index % 9)}`;
const lines = (count: number): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');
const hash = (index: number): string => createHash('sha256').update(String(index)).digest('hex');

const wholeTypes = { n: 'integer', x: 'number', city: 'category', when: 'datetime' };

describe('the preview of a file', () => {
  it('shows 200 rows and the types, of a file with a hole of 3 GB after its first MB as quickly as of a small one', async () => {
    const path = await files.write('huge.csv', `n,x,city,when\n${lines(60_000)}\n`);
    await truncate(path, 3_000_000_000);
    const found = await preview(path);
    expect(found).toMatchObject({ file: 'huge.csv', files: 1, format: 'csv' });
    expect(typesOf(found)).toEqual(wholeTypes);
    expect(found?.rows).toHaveLength(200);
    expect(found?.rows[3]).toEqual([3, 0.375, 'oslo', '2021-03-04T00:00:00.000Z']);
  });

  it('says of the beginning what reading all of it says: rows, types and order', async () => {
    const path = await files.write('same.csv', `n,x,city,when\n${lines(150)}\n`);
    const [found, card] = [await preview(path), await files.open(path)];
    expect(found?.rows).toEqual(await cells(card, 200));
    expect(typesOf(found)).toEqual(Object.fromEntries(card.columns.map(({ name, type }) => [name, type])));
  });

  it.each([
    ['semicolons and decimal commas', Buffer.from(`a;b\n${'1,5;x\n2,25;y\n'.repeat(60)}`), [1.5, 'x']],
    ['tabs', Buffer.from(`a\tb\n${'1.5\tx\n'.repeat(60)}`), [1.5, 'x']],
    ['UTF-16', Buffer.from(`\ufeffa,b\n${'1.5,é\n'.repeat(60)}`, 'utf16le'), [1.5, 'é']],
    ['Latin-1', Buffer.from(`a,b\n${'1.5,é\n'.repeat(60)}`, 'latin1'), [1.5, 'é']],
    ['gzip', gzipSync(`a,b\n${'1.5,x\n'.repeat(60)}`), [1.5, 'x']],
    ['JSON Lines', Buffer.from('{"a":1.5,"b":"x"}\n'.repeat(60)), [1.5, 'x']],
    ['a list of JSON objects', Buffer.from(`[${Array(60).fill('{"a":1.5,"b":"x"}').join(',')}]`), [1.5, 'x']],
  ] as const)('reads %s', async (name, content, first) => {
    const found = await preview(await files.write(`${name}.txt`, content));
    expect(found?.rows[0]).toEqual(first);
    expect(found?.columns.map((column) => column.name)).toEqual(['a', 'b']);
  });

  it.each([
    ['CSV, in a quoted line end', 'a,b\n', '1,"x\ny"\n', [1, 'x\ny']],
    ['JSON Lines', '', '{"a":1,"b":"{[\\""}\n', [1, '{["']],
    ['a list of JSON objects', '[', '{"a":1,"b":"]}"},', [1, ']}']],
  ] as const)('is not troubled by where the first MB of %s ends', async (name, head, row, first) => {
    for (const more of [0, 1, 2, 3, 4, 5]) {
      const content = head + row.repeat(1_100_000 / row.length + more);
      const found = await preview(await files.write(`${name} ${String(more)}.dat`, content));
      expect(found?.rows[0]).toEqual(first);
      expect(found?.rows).toHaveLength(200);
    }
  });

  it('heeds what the person said of the reading', async () => {
    const path = await files.write('told.csv', `a,when\n${'1,03/04/2021\n'.repeat(60)}`);
    expect(typesOf(await preview(path))['when']).not.toBe('datetime');
    const told = await preview(path, { times: { when: 'day-month-year' } });
    expect(told?.rows[0]).toEqual([1, '2021-04-03T00:00:00.000Z']);
  });

  it('reads Parquet and Arrow', async () => {
    const path = join(files.folder, 'some.parquet');
    await files.sql(
      `COPY (SELECT i AS n, i / 4 AS x, 'c' || i % 2 AS city FROM range(100000) t(i)) TO '$DIR/some.parquet' (FORMAT parquet)`,
    );
    const found = await preview(path);
    expect(typesOf(found)).toEqual({ n: 'integer', x: 'number', city: 'category' });
    expect(found?.rows[5]).toEqual([5, 1.25, 'c1']);
    const arrow = await preview(new URL('../../fixtures/data/frame-lz4.feather', import.meta.url).pathname);
    expect(arrow?.rows.length).toBeGreaterThan(0);
  });

  it('reads zstd, of a long file no more than the beginning', async () => {
    for (const [name, rows] of [
      ['short', 60],
      ['long', 400_000],
    ] as const) {
      await files.sql(
        `COPY (SELECT i AS n, i / 8 AS x, ['rome', 'oslo'][1 + i % 2] AS city FROM range(${String(rows)}) t(i)) TO '$DIR/${name}.csv.zst' (FORMAT csv, COMPRESSION zstd)`,
      );
      const found = await preview(join(files.folder, `${name}.csv.zst`));
      expect(found?.rows).toHaveLength(Math.min(rows, 200));
      expect(found?.rows[3]).toEqual([3, 0.375, 'oslo']);
    }
    const file = await open(join(files.folder, 'long.csv.zst'), 'r+');
    // What lies behind the beginning is damaged: it would be refused if it were read.
    const { size } = await file.stat();
    await file.write(Buffer.alloc(1 << 16, 7), 0, 1 << 16, size - (1 << 17));
    await file.close();
    expect((await preview(join(files.folder, 'long.csv.zst')))?.rows).toHaveLength(200);
  });

  it('reads a JSON list in gzip and in zstd', async () => {
    const object = (index: number): string => `{"n": ${String(index)}, "said": "a ] and a \\" ${hash(index)}"}`;
    for (const [name, rows] of [
      ['short', 60],
      ['long', 100_000],
    ] as const) {
      const list = await files.write(
        `${name}.json`,
        `[${Array.from({ length: rows }, (_, index) => object(index)).join(',\n ')}]`,
      );
      const packed = await files.write(`${name}.json.gz`, gzipSync(await readFile(list)));
      // As another program packs it: the list as one line.
      await files.sql(
        `COPY (SELECT replace(content, chr(10), '') FROM read_text('$DIR/${name}.json')) TO '$DIR/${name}.json.zst' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x02', COMPRESSION zstd)`,
      );
      const zstd = join(files.folder, `${name}.json.zst`);
      for (const path of [packed, zstd]) {
        const found = await preview(path);
        expect(found?.rows).toHaveLength(Math.min(rows, 200));
        expect(found?.rows[3]).toEqual([3, `a ] and a " ${hash(3)}`]);
      }
    }
  });

  it('reads Excel: the sheet that is read in the end, its texts and dates, wherever they stand in the file', async () => {
    const texts = (index: number): string => `text ${String(index)} of a long book`;
    const rows = Array.from({ length: 30_000 }, (_, index) => [index, texts(index), { date: 44_000 + (index % 300) }]);
    for (const shared of [true, false]) {
      const path = await writeWorkbook(
        join(files.folder, `book ${String(shared)}.xlsx`),
        { Notes: [], Data: [['n', 'said', 'when'], ...rows], More: [['a'], [1]] },
        { shared },
      );
      const found = await preview(path);
      expect(found).toMatchObject({ format: 'excel', files: 1 });
      expect(typesOf(found)).toEqual({ n: 'integer', said: 'text', when: 'datetime' });
      expect(found?.rows).toHaveLength(200);
      expect(found?.rows[199]).toEqual([199, texts(199), '2021-01-03T00:00:00.000Z']);
      expect((await preview(path, { sheet: 'More' }))?.rows).toEqual([[1]]);
    }
  });

  it('of several files looks into the first and counts the others', async () => {
    const paths = [await files.write('part-2.csv', 'a,b\n3,4\n'), await files.write('part-1.csv', 'a,b\n1,2\n')];
    expect(await preview(paths)).toMatchObject({ file: 'part-2.csv', files: 2, rows: [[3, 4]] });
  });
});

describe('a stand-in with the beginning and the end of a file', () => {
  const hollow = async (path: string): Promise<string> => {
    const copy = `${path}.hollow`;
    await copyFile(path, copy);
    const file = await open(copy, 'r+');
    const { size } = await file.stat();
    const hole = Buffer.alloc(1 << 20);
    for (let at = 1 << 20; at < size - (256 << 10); at += hole.length)
      await file.write(hole, 0, Math.min(hole.length, size - (256 << 10) - at), at);
    await file.close();
    return copy;
  };

  it('shows the same rows of a CSV file', async () => {
    const path = await files.write('long.csv', `n,x,city,when\n${lines(100_000)}\n`);
    expect((await preview(await hollow(path)))?.rows).toEqual((await preview(path))?.rows);
  });

  it('shows the columns of a Parquet file whose rows lie in the hole', async () => {
    await files.sql(
      `COPY (SELECT hash(i) AS h, random() AS x, TIMESTAMP '2020-01-01' AS t, 'a' AS s FROM range(400000) t(i)) TO '$DIR/wide.parquet' (FORMAT parquet)`,
    );
    const found = await preview(await hollow(join(files.folder, 'wide.parquet')));
    expect(typesOf(found)).toEqual({ h: 'integer', x: 'number', t: 'datetime', s: 'text' });
  });
});

describe('what shows nothing at its beginning', () => {
  it.each([
    ['an empty file', ''],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0])],
    ['a header alone', 'a,b\n'],
    ['one endless line', 'a'.repeat(2_000_000)],
    ['broken JSON', '[1, 2'],
    ['a workbook that is cut off', Buffer.from('PK\x03\x04 no more')],
    ['zstd that is cut off', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4, 0, 1])],
    ['JSON that is no list', JSON.stringify({ a: [1, 2, 3] }).repeat(1)],
  ])('gives no fault, and no rows that are not there: %s', async (name, content) => {
    const found = await preview(await files.write(`${name}.csv`, content));
    expect(found === null || found.rows.length <= 3).toBe(true);
  });

  it('a file that is gone gives none, and nothing is left behind of any', async () => {
    expect(await preview(join(files.folder, 'gone.csv'))).toBeNull();
    expect((await readdir(files.cacheDir)).filter((name) => name.startsWith('.preview'))).toEqual([]);
  });
});
