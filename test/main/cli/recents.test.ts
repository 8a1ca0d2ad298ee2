// Which commands put their project into the list that the start screen shows.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BundleResult } from '../../../app/api/schemas/bundles.ts';
import { listRecentProjects } from '../../../app/runs/recentProjects.ts';
import { drydock, root, temporaryHome } from '../../support/drydock.ts';

const { home, remove } = temporaryHome();
const data = join(root, 'examples/birdstrikes/strikes.parquet');
const model = join(root, 'examples/birdstrikes/model.onnx');
const recent = async (): Promise<string[]> => (await listRecentProjects(join(home, '.config'))).map(({ project }) => project);
afterAll(remove);

describe('the list of recent projects', () => {
  it('stays as it is when a command works in a project of its own that goes with it', async () => {
    for (const args of [
      ['profile', data],
      ['inspect', model],
    ]) {
      expect(await drydock(home, [...args, '--json'])).toMatchObject({ code: 0, stderr: '' });
    }
    expect(await recent()).toEqual([]);
  });

  it('gets the project of a command that keeps it', async () => {
    const out = join(home, 'kept');
    expect(await drydock(home, ['validate', '--model', model, '--data', data, '--out', out, '--json'])).toMatchObject({
      code: 0,
    });
    expect(existsSync(join(out, 'drydock.json'))).toBe(true);
    expect(await recent()).toEqual([out]);
  });

  it('does not get the one in which a table is run to be compared with, beside the one that is kept', async () => {
    const out = join(home, 'compared');
    const files = ['--reference', data, '--current', data, '--model', model, '--window', 'year', '--preset', 'deepchecks'];
    const { code } = await drydock(home, [
      'drift',
      ...files,
      '--columns',
      'Wildlife Size',
      '--rows',
      '1000',
      '--out',
      out,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(await recent()).toEqual([out, join(home, 'kept')]);
  });

  it('calls it after its model, and the served model after the project', async () => {
    const wing = join(home, 'Wing damage.onnx');
    copyFileSync(model, wing);
    const out = join(home, 'named');
    const validated = await drydock(home, ['validate', '--model', wing, '--data', data, '--out', out]);
    expect(validated.code).toBe(0);
    const names = (await listRecentProjects(join(home, '.config'))).map(({ name }) => name);
    expect(names[0]).toBe('Wing damage');
    const [run = ''] = readdirSync(join(out, 'runs'));
    const bundle = async (): Promise<string> => {
      const { code, stdout } = await drydock(home, ['bundle', '--run', join(out, 'runs', run), '--json']);
      expect(code).toBe(0);
      return (JSON.parse(stdout) as BundleResult).path;
    };
    expect(await bundle()).toBe(join(out, 'bundles', `wing-damage-${run}.zip`));
    const file = join(out, 'drydock.json');
    const project = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...project, name: 'Strikes at night' }));
    expect(await bundle()).toBe(join(out, 'bundles', `strikes-at-night-${run}.zip`));
  });
});
