import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCappedLog } from '../../../app/retrain/cappedLog.ts';
import { shownEnvironment } from '../../../app/retrain/commandEnvironment.ts';
import { createOutputLines } from '../../../app/retrain/outputLines.ts';

it('lines come whole however they are cut, and a line that was written over says what stands there last', () => {
  const output = createOutputLines();
  output.add('epo');
  expect(output.now()).toEqual({ lines: ['epo'], total: 1, isOpen: true });
  output.add('ch 1\n\u001b[32mgreen\u001b[0m\n 10 %\r 50 %');
  expect(output.now()).toEqual({ lines: ['epoch 1', 'green', ' 50 %'], total: 3, isOpen: true });
  output.add('\r100 %\n');
  expect(output.now()).toEqual({ lines: ['epoch 1', 'green', '100 %'], total: 3, isOpen: false });
});

it('the last 200 are kept, all are counted', () => {
  const output = createOutputLines();
  for (let line = 0; line < 1_000; line++) output.add(`line ${String(line)}\n`);
  const { lines, total } = output.now();
  expect(lines).toHaveLength(200);
  expect([lines[0], lines.at(-1), total]).toEqual(['line 800', 'line 999', 1_000]);
});

it('@security values of names that look like a secret, and passwords in addresses, are not shown', () => {
  const environment = {
    PATH: '/bin',
    WANDB_API_KEY: 'abc',
    GH_token: 'abc',
    DB_PASSWORD: 'abc',
    EMPTY_SECRET: '',
    PROXY: 'http://me:abc@proxy:80/',
    SSH_AUTH_SOCK: 'abc',
    AWS_CREDENTIALS: 'abc',
  };
  const shown = shownEnvironment(environment);
  expect(JSON.stringify(shown)).not.toContain('abc');
  expect(shown.map(({ name }) => name)).toEqual(Object.keys(environment).sort());
  expect(shown.find(({ name }) => name === 'PATH')?.value).toBe('/bin');
  expect(shown.find(({ name }) => name === 'PROXY')?.value).toBe('http://me:••••••@proxy:80/');
  expect(shown.find(({ name }) => name === 'EMPTY_SECRET')?.value).toBe('');
});

it('a log of any length keeps its beginning and its end, and says what is left out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-log-'));
  const line = (i: number): string => `line ${String(i).padStart(6, '0')}\n`;
  const written = async (lines: number, together: number): Promise<string> => {
    const log = createCappedLog(join(folder, 'log'), () => undefined, { head: 1200, tail: 1200 });
    for (let i = 0; i < lines; i += together) {
      log.write(Array.from({ length: Math.min(together, lines - i) }, (_, j) => line(i + j)).join(''));
    }
    await log.end();
    return readFile(join(folder, 'log'), 'utf8');
  };
  const whole = Array.from({ length: 200 }, (_, i) => line(i)).join('');
  // 200 lines of 12 characters are just what is kept, cut wherever they are.
  for (const together of [1, 7, 200]) expect(await written(200, together)).toBe(whole);
  for (const together of [1, 7, 100_000]) {
    const text = await written(100_000, together);
    const [, head, lines, characters, tail] =
      /^([^…]*)\n… ([\d,]+) lines with ([\d,]+) characters are left out here: .* …\n([^…]*)$/s.exec(text) ?? [];
    expect(head).toBe(whole.slice(0, 1200));
    expect(tail?.endsWith(line(99_999))).toBe(true);
    expect(tail).toMatch(/^(line \d{6}\n)+$/);
    const number = (words: string | undefined): number => Number(words?.replaceAll(',', ''));
    expect((head?.length ?? 0) + (tail?.length ?? 0) + number(characters)).toBe(1_200_000);
    expect(number(lines) * 12).toBe(number(characters));
    expect(text.length).toBeLessThan(2_600 + 12 * together);
  }
  await rm(folder, { recursive: true });
});

it('a log that cannot be written says so at once and in the end', async () => {
  let faults = 0;
  const log = createCappedLog(join(tmpdir(), 'drydock-no-such-folder', 'log'), () => faults++);
  log.write('x');
  await expect(log.end()).rejects.toThrow(/ENOENT/);
  expect(faults).toBe(1);
});
