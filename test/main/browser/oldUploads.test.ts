import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteRecentProject } from '../../../app/runs/recentProjects.ts';
import { removeOldUploads } from '../../../main/browser/oldUploads.ts';

let home = '';
let uploads = '';
const folders = (): { projects: string; config: string; cache: string } => ({
  projects: join(home, 'projects'),
  config: join(home, 'config'),
  cache: join(home, 'cache'),
});
const write = async (path: string, content: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
};
/** What one drop brought, so many days ago. */
async function upload(batch: string, days: number): Promise<string> {
  const path = await write(join(uploads, batch, 'folder/data.csv'), 'a,b');
  const at = new Date(Date.now() - days * 86_400_000);
  for (const changed of [path, dirname(path), join(uploads, batch)]) await utimes(changed, at, at);
  return path;
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-uploads-'));
  uploads = join(home, 'projects/uploads');
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('uploads of earlier days', () => {
  it('go when no project came to use them, after a day', async () => {
    const old = await upload('old', 2);
    const young = await upload('young', 0.5);
    expect(await removeOldUploads(uploads, folders())).toEqual(['old']);
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it('stay while a project names them, wherever it lies, with everything that came in the same drop', async () => {
    await upload('relative', 9);
    const absolute = await upload('absolute', 9);
    const ofRun = await upload('of-run', 9);
    const elsewhere = await upload('elsewhere', 9);
    await upload('nobody', 9);
    const project = join(home, 'projects/one');
    await write(
      join(project, 'drydock.json'),
      JSON.stringify({ data: { paths: ['../uploads/relative/folder/other.csv', absolute] } }),
    );
    await write(join(project, 'runs/r1/run.json'), JSON.stringify({ model: { path: ofRun } }));
    await write(join(home, 'far/drydock.json'), JSON.stringify({ model: { path: elsewhere } }));
    await noteRecentProject(folders().config, { dir: join(home, 'far'), name: 'Far' });
    const inChosen = await upload('in-chosen', 9);
    await write(join(home, 'config/settings.json'), JSON.stringify({ version: 1, projectsFolder: join(home, 'chosen') }));
    await write(join(home, 'chosen/two/drydock.json'), JSON.stringify({ data: { paths: [inChosen] } }));
    expect(await removeOldUploads(uploads, folders())).toEqual(['nobody']);
  });

  it('all stay when a project cannot be read', async () => {
    await upload('old', 9);
    await write(join(home, 'projects/broken/drydock.json'), '{"data":');
    await expect(removeOldUploads(uploads, folders())).rejects.toThrow();
    expect(existsSync(join(uploads, 'old'))).toBe(true);
  });
});
