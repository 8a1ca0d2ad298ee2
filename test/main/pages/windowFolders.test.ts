import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { windowFolders } from '../../../main/pages/allowedFile.ts';

it('a window may have files of the folder that the settings name for projects', async () => {
  const home = await mkdtemp(join(tmpdir(), 'drydock-folders-'));
  const folders = { projects: join(home, 'projects'), config: join(home, 'config'), cache: join(home, 'cache') };
  await mkdir(folders.config);
  expect(await windowFolders(folders)).toEqual([folders.projects, folders.cache]);
  await writeFile(join(folders.config, 'settings.json'), JSON.stringify({ version: 1, projectsFolder: '/chosen' }));
  expect(await windowFolders(folders)).toEqual([folders.projects, '/chosen', folders.cache]);
  await rm(home, { recursive: true });
});
