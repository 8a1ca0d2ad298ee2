import { expect, it } from 'vitest';
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
