import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../../app/base/errors.ts';
import { logFilePath, reportError, reportUsage, withHint } from '../../../main/cli/errorReport.ts';

let home = '';
let out = '';
let err = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drydock-report-'));
  vi.stubEnv('DRYDOCK_HOME', home);
  vi.stubEnv('DRYDOCK_DEBUG', '');
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

it('names the log file of an unexpected fault, and the log holds its stack', () => {
  expect(reportError(new TypeError('x is not a function'), {})).toBe(3);
  expect(logFilePath().startsWith(home)).toBe(true);
  expect(err).toContain(logFilePath());
  expect(err).not.toContain('x is not a function');
  expect(readFileSync(logFilePath(), 'utf8')).toMatch(/command: failed TypeError: x is not a function\n +at /);
});

it('shows the stack where debugging is asked for', () => {
  vi.stubEnv('DRYDOCK_DEBUG', '1');
  reportError(new TypeError('x is not a function'), {});
  expect(err).toMatch(/TypeError: x is not a function\n +at /);
});

it('tells bad usage to programs as JSON, help and version not', () => {
  const usage = new CommanderError(1, 'commander.unknownOption', "error: unknown option '--fast'");
  expect(reportUsage(usage, { json: true })).toBe(2);
  expect((JSON.parse(out) as { error: object }).error).toMatchObject({
    code: 'INVALID_INPUT',
    message: "unknown option '--fast'",
  });
  out = '';
  expect(reportUsage(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), { json: true })).toBe(0);
  expect(reportUsage(usage, {})).toBe(2);
  expect(out).toBe('');
});

it('adds to the hint of a known error and leaves a fault alone', () => {
  const known = withHint(new AppError('DATA_MISMATCH', 'No.', { hint: 'Do this.' }), 'Or that.');
  expect(known).toMatchObject({ code: 'DATA_MISMATCH', message: 'No.', hint: 'Do this. Or that.' });
  const fault = new TypeError('x');
  expect(withHint(fault, 'Or that.')).toBe(fault);
});
