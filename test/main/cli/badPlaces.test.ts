// Where results cannot go: said at once, with exit code 2, and nothing is left.
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireError } from '../../../app/base/errors.ts';
import { drydock, root, temporaryHome } from '../../support/drydock.ts';

const { home, remove } = temporaryHome();
const example = join(root, 'examples/birdstrikes');
const files = ['--model', join(example, 'model.onnx'), '--data', join(example, 'strikes.parquet')];
const place = join(home, 'places');
const project = join(place, 'project');
let run = '';

beforeAll(async () => {
  mkdirSync(place);
  writeFileSync(join(place, 'file'), 'kept');
  symlinkSync(join(place, 'nowhere'), join(place, 'dangling'));
  expect(await drydock(home, ['validate', ...files, '--out', project, '--quiet'])).toMatchObject({ code: 0 });
  run = join(project, 'runs', readdirSync(join(project, 'runs'))[0] ?? '');
});
afterAll(remove);

/** What it is, the folder, and what the message names. */
const places: [string, string, string][] = [
  ['below a file', join(place, 'file', 'p'), join(place, 'file', 'p')],
  ['below a link to nothing', join(place, 'dangling', 'p'), join(place, 'dangling')],
];
// Node's own mkdir never returns there.
if (process.platform === 'linux') places.push(['a file system that takes no folders', '/proc/drydock', '/proc/drydock']);

async function refused(args: string[]): Promise<WireError> {
  const { code, stdout } = await drydock(home, [...args, '--json']);
  expect(code).toBe(2);
  return (JSON.parse(stdout) as { error: WireError }).error;
}

describe.each(places)('%s', (_, out, named) => {
  it('takes no project', async () => {
    const { message, hint } = await refused(['validate', ...files, '--out', out]);
    expect(message).toContain(named);
    expect(hint).toMatch(/folder/);
    expect(existsSync(join(place, 'nowhere'))).toBe(false);
  });

  it('takes no bundle', async () => {
    const { message, hint } = await refused(['bundle', '--run', run, '--out', join(out, 'x', 'b.zip')]);
    expect(message).toContain(named);
    expect(hint).toMatch(/folder/);
  });
});

it('a project that is not there is not made by --project: the hint names what makes one', async () => {
  const { message, hint } = await refused(['validate', ...files, '--project', join(place, 'new')]);
  expect(message).toBe(`There is no project in ${join(place, 'new')}.`);
  expect(hint).toContain('--out');
  expect(existsSync(join(place, 'new'))).toBe(false);
});

it('a report or a mapping that cannot be written is refused before the run', async () => {
  const out = join(place, 'file', 'x');
  for (const [command, flag] of [
    ['stress', '--report'],
    ['validate', '--report'],
    ['harden', '--map-out'],
  ] as const) {
    const kept = join(place, `none-${command}`);
    const { message } = await refused([command, ...files, '--out', kept, flag, out]);
    expect(message, command).toContain(join(place, 'file'));
    expect(existsSync(kept), command).toBe(false);
  }
});

it.each(['file', 'dangling'])('%s is no project folder', async (name) => {
  const { message } = await refused(['validate', ...files, '--out', join(place, name)]);
  expect(message).toContain(join(place, name));
});

it('a log that cannot be kept stops nothing', async () => {
  const nowhere = process.platform === 'linux' ? '/proc/drydock' : join(place, 'file', 'home');
  expect(await drydock(nowhere, ['inspect', join(example, 'model.onnx'), '--json'])).toMatchObject({ code: expect.any(Number) });
});
