import { totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { openDatabase, type Connection } from '../../../app/data/duckdb.ts';

const limitOf = async (connection: Connection): Promise<string> =>
  (await connection.row<{ limit: string }>(`SELECT current_setting('memory_limit') AS "limit"`)).limit;

it.skipIf(totalmem() < 4e9)('raises our own limit with the number of columns', async () => {
  const database = await openDatabase();
  const connection = await database.connect();
  await connection.makeRoom(3_000);
  expect(await limitOf(connection)).toBe('1.9 GiB');
  database.close();
});

it('changes no limit where columns are few, and none that was chosen', async () => {
  for (const [options, columns] of [
    [{}, 500],
    [{ memoryLimit: '1GB' }, 4_000],
  ] as const) {
    const database = await openDatabase(options);
    const connection = await database.connect();
    const before = await limitOf(connection);
    await connection.makeRoom(columns);
    expect(await limitOf(connection)).toBe(before);
    expect(before).toBe('953.6 MiB');
    database.close();
  }
});
