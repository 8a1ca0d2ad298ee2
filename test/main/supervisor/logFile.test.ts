import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childEnvironment } from '../../../main/supervisor/childEnvironment.ts';
import { describeEnd } from '../../../main/supervisor/describeEnd.ts';
import { openLogFile } from '../../../main/supervisor/logFile.ts';

describe('the log file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drydock-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps errors with their causes', () => {
    const path = join(folder, 'logs/drydock.log');
    openLogFile(path).write('engine', 'failed', new Error('outer', { cause: new Error('inner') }));
    expect(readFileSync(path, 'utf8')).toMatch(/engine: failed Error: outer[^]*caused by Error: inner/);
  });

  it('keeps only so many files of only so many bytes', () => {
    const path = join(folder, 'drydock.log');
    const log = openLogFile(path, { maxBytes: 200, files: 3 });
    for (let i = 0; i < 100; i++) log.write('test', `line ${String(i)}`);
    expect(readdirSync(folder).sort()).toEqual(['drydock.log', 'drydock.log.1', 'drydock.log.2']);
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).length).toBeLessThanOrEqual(200);
    expect(readFileSync(path, 'utf8')).toContain('line 99');
  });

  it('never stops the work when it cannot be written', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const log = openLogFile(join(file, 'drydock.log'));
    expect(() => log.write('test', 'nowhere to go')).not.toThrow();
  });
});

describe('the environment of a child', () => {
  it('holds what programs need and nothing that changes or leaks into them', () => {
    const environment = childEnvironment({
      PATH: '/bin',
      HOME: '/home/x',
      LC_ALL: 'C',
      DRYDOCK_HOME: '/d',
      LD_LIBRARY_PATH: '/cuda',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      NODE_OPTIONS: '--require x',
      LD_PRELOAD: 'x.so',
      DYLD_INSERT_LIBRARIES: 'x',
      GITHUB_TOKEN: 'x',
      ELECTRON_RUN_AS_NODE: '1',
    });
    expect(Object.keys(environment)).toEqual([
      'ORT_DISABLE_TELEMETRY',
      'PATH',
      'HOME',
      'LC_ALL',
      'DRYDOCK_HOME',
      'LD_LIBRARY_PATH',
      'NODE_EXTRA_CA_CERTS',
    ]);
  });
});

describe('the end of a process in words', () => {
  it.each([
    [{ code: null, signal: 'SIGSEGV' }, '', 'SIGSEGV'],
    [{ code: 139, signal: null }, '', 'SIGSEGV'],
    [{ code: 3221225477, signal: null }, '', 'access violation'],
    [{ code: 134, signal: null }, 'JavaScript heap out of memory', 'memory ran out'],
    [{ code: null, signal: null }, '', 'could not be started'],
    [{ code: 7, signal: null }, '', 'exit code 7'],
    [{ code: null, signal: 'SIGXCPU' }, '', 'signal SIGXCPU'],
  ])('%j %s', (end, output, words) => {
    expect(describeEnd(end, output)).toContain(words);
  });
});
