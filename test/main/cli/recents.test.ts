// Which commands put their project into the list that the start screen shows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
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
});
