import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, quoteText } from '../../../app/data/duckdb.ts';
import { ParquetWriter } from '../../../app/runs/parquetWriter.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-parquet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readBack(path: string, sql = 'SELECT * FROM t'): Promise<object[]> {
  const database = await openDatabase({ threads: 1 });
  const connection = await database.connect();
  try {
    return await connection.rows(sql.replace(/\bt\b/, `read_parquet(${quoteText(path)})`));
  } finally {
    connection.close();
    database.close();
  }
}

describe('a Parquet file written row group by row group', () => {
  it('is read back by DuckDB with every type and every missing value', async () => {
    const path = join(folder, 'types.parquet');
    const writer = await ParquetWriter.create(path, [
      { name: 'row', type: 'int64' },
      { name: 'time', type: 'timestamp-ms' },
      { name: 'id', type: 'text' },
      { name: 'actual', type: 'label' },
      { name: 'score_é "x"', type: 'double' },
      { name: 'abstained', type: 'boolean' },
    ]);
    await writer.writeRowGroup(
      [
        { values: BigInt64Array.of(1n, 2n, 3n), present: null },
        { values: BigInt64Array.of(0n, 0n, 1_600_000_000_123n), present: Uint8Array.of(1, 0, 1) },
        { texts: ['a', null, 'ü→𝄞'] },
        { codes: Int32Array.of(1, -1, 0), labels: ['no', 'yes'] },
        { values: Float64Array.of(0.1, 0.2, 0), present: Uint8Array.of(1, 1, 0) },
        { flags: Uint8Array.of(0, 0, 1), present: Uint8Array.of(1, 0, 1) },
      ],
      3,
    );
    await writer.writeRowGroup(
      [
        { values: BigInt64Array.of(9_007_199_254_740_993n), present: null },
        { values: BigInt64Array.of(-1n), present: null },
        { texts: [null] },
        { codes: Int32Array.of(2), labels: ['no', 'yes', 'unheard of'] },
        { values: Float64Array.of(Number.MIN_VALUE), present: null },
        { flags: Uint8Array.of(1), present: null },
      ],
      1,
    );
    await writer.finish();

    expect(await readBack(path)).toEqual([
      { row: 1n, time: new Date(0), id: 'a', actual: 'yes', 'score_é "x"': 0.1, abstained: false },
      { row: 2n, time: null, id: null, actual: null, 'score_é "x"': 0.2, abstained: null },
      { row: 3n, time: new Date(1_600_000_000_123), id: 'ü→𝄞', actual: 'no', 'score_é "x"': null, abstained: true },
      {
        row: 9_007_199_254_740_993n,
        time: new Date(-1),
        id: null,
        actual: 'unheard of',
        'score_é "x"': Number.MIN_VALUE,
        abstained: true,
      },
    ]);
  });

  it('packs label codes of any width', async () => {
    for (const labelCount of [1, 2, 3, 5, 129, 1000, 70_000]) {
      const path = join(folder, `labels-${labelCount}.parquet`);
      const writer = await ParquetWriter.create(path, [{ name: 'label', type: 'label' }]);
      const labels = Array.from({ length: labelCount }, (_, index) => `L${index}`);
      const codes = Int32Array.from({ length: 1003 }, (_, row) => (row % 7 === 0 ? -1 : (row * 7919) % labelCount));
      await writer.writeRowGroup([{ codes, labels }], codes.length);
      await writer.finish();
      const rows = (await readBack(path)) as { label: string | null }[];
      expect(rows.map((row) => row.label)).toEqual([...codes].map((code) => (code < 0 ? null : labels[code])));
    }
  });

  it('may have no rows at all', async () => {
    const path = join(folder, 'empty.parquet');
    const writer = await ParquetWriter.create(path, [{ name: 'row', type: 'int64' }]);
    await writer.finish();
    expect(await readBack(path, 'SELECT count(*)::INTEGER AS n FROM t')).toEqual([{ n: 0 }]);
  });
});
