// What is set in the window holds for commands too, where no flag says otherwise.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drydock, root, temporaryHome } from '../../support/drydock.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const validate = async (out: string, ...flags: string[]): Promise<unknown> => {
  const example = join(root, 'examples/birdstrikes');
  const args = ['--model', join(example, 'model.onnx'), '--data', join(example, 'strikes.parquet'), '--out', join(home, out)];
  expect(await drydock(home, ['validate', ...args, ...flags, '--json'])).toMatchObject({ code: 0, stderr: '' });
  return (JSON.parse(readFileSync(join(home, out, 'drydock.json'), 'utf8')) as { settings: unknown }).settings;
};

it('drydock validate takes provider and threads of the settings, and a flag wins over them', async () => {
  mkdirSync(join(home, '.config'));
  writeFileSync(join(home, '.config/settings.json'), JSON.stringify({ version: 1, provider: 'cpu', threads: 2 }));
  expect(await validate('as-set')).toMatchObject({ provider: 'cpu', threads: 2 });
  expect(await validate('told', '--threads', '1', '--provider', 'auto')).toMatchObject({ provider: 'auto', threads: 1 });
});
