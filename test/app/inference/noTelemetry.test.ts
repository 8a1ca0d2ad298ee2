import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { childEnvironment } from '../../../main/supervisor/childEnvironment.ts';
import { bundleScript } from '../../support/bundleScript.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-no-telemetry-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

test('loading the runtime and running a model keeps no store, no device id and no queue of reports', async () => {
  const script = await bundleScript('test/app/inference/runModel.ts');
  // Every folder where the runtime's store could go is this one. Not the whole environment: with CI set it would
  // keep quiet without our doing.
  const folders = { HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, USERPROFILE: home };
  const env = { PATH: process.env['PATH'], SYSTEMROOT: process.env['SYSTEMROOT'], ...folders, TMPDIR: home, TEMP: home };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  expect(JSON.parse(stdout)).toEqual({ outputs: 2, variable: '1' });
  expect(await readdir(home, { recursive: true })).toEqual([]);
});

test('every child process is told so, whatever the surroundings say', () => {
  expect(childEnvironment({ PATH: '/bin', ORT_DISABLE_TELEMETRY: '0' })).toEqual({ PATH: '/bin', ORT_DISABLE_TELEMETRY: '1' });
});
