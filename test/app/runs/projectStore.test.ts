import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createProject,
  folderName,
  missingFiles,
  openProject,
  renameProject,
  resolvedPath,
  setProjectBaseline,
  setProjectData,
  setProjectModel,
  setProjectSettings,
  setProjectSlices,
  setReadinessStatement,
  storedPath,
} from '../../../app/runs/projectStore.ts';
import { RunSettings } from '../../../app/api/schemas/runs.ts';
import { forgetRecentProject, listRecentProjects, noteRecentProject } from '../../../app/runs/recentProjects.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'drydock-projects-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const sha = 'a'.repeat(64);

describe('a project', () => {
  it('is created in a folder of its own, named after it, and opened by folder or file', async () => {
    const first = await createProject({ name: 'Bird strikes: Ärger!', projectsFolder: root });
    const second = await createProject({ name: 'Bird strikes: Ärger!', projectsFolder: root });
    expect(first.dir).toBe(join(root, 'bird-strikes-arger'));
    expect(second.dir).toBe(join(root, 'bird-strikes-arger-2'));
    expect(await openProject(first.dir)).toEqual(first);
    expect(await openProject(join(first.dir, 'drydock.json'))).toEqual(first);
    expect(folderName('///')).toBe('project');
  });

  it('of a name that is taken gets a number in name and folder, so that the two can be told apart', async () => {
    const projectsFolder = join(root, 'namesakes');
    const made = [];
    for (const name of ['lgbm', 'LGBM', 'lgbm!', 'lgbm', 'lgbm 2']) made.push(await createProject({ name, projectsFolder }));
    expect(made.map(({ dir, file }) => [dir.slice(projectsFolder.length + 1), file.name])).toEqual([
      ['lgbm', 'lgbm'],
      ['lgbm-2', 'LGBM 2'],
      // Another name that only makes for the same folder stays as it is.
      ['lgbm-3', 'lgbm!'],
      ['lgbm-4', 'lgbm 4'],
      ['lgbm-2-2', 'lgbm 2 2'],
    ]);
  });

  it('keeps its named slices; a file of before there were any has none, and two of one name are refused', async () => {
    const { dir } = await createProject({ name: 'sliced', projectsFolder: root });
    const texas = { name: 'Texas', filters: [{ column: 'Origin State', op: 'in' as const, values: ['Texas', null] }] };
    await setProjectSlices(dir, [texas]);
    expect((await openProject(dir)).file.slices).toEqual([texas]);
    await expect(setProjectSlices(dir, [texas, { ...texas, name: 'TEXAS' }])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await openProject(dir)).file.slices).toEqual([texas]);
    const { slices: _, ...older } = (await openProject(dir)).file;
    await writeFile(join(dir, 'drydock.json'), JSON.stringify(older));
    expect((await openProject(dir)).file.slices).toEqual([]);
  });

  it('is not created over another one', async () => {
    const folder = join(root, 'taken');
    await createProject({ name: 'one', folder, projectsFolder: root });
    await expect(createProject({ name: 'two', folder, projectsFolder: root })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await openProject(folder)).file.name).toBe('one');
  });

  it('keeps paths relative inside and beside it, so that moving both together loses nothing', async () => {
    const home = join(root, 'home');
    const { dir } = await createProject({ name: 'p', folder: join(home, 'project'), projectsFolder: root });
    await writeFile(join(home, 'model.onnx'), '');
    await writeFile(join(dir, 'data.csv'), '');
    await setProjectModel(dir, { path: join(home, 'model.onnx'), sha256: sha });
    const project = await setProjectData(dir, { paths: [join(dir, 'data.csv')], sha256: sha, options: { delimiter: ';' } });
    expect(project.file.model?.path).toBe('../model.onnx');
    expect(project.file.data).toEqual({ paths: ['data.csv'], sha256: sha, options: { delimiter: ';' } });
    expect(await missingFiles(project)).toEqual([]);

    await rename(home, join(root, 'moved'));
    const moved = await openProject(join(root, 'moved', 'project'));
    expect(await missingFiles(moved)).toEqual([]);
    await rm(join(root, 'moved', 'model.onnx'));
    expect(await missingFiles(moved)).toEqual([{ role: 'model', path: join(root, 'moved', 'model.onnx'), sha256: sha }]);
  });

  it('keeps far paths absolute', () => {
    const far = join(parse(root).root, 'elsewhere', 'x.onnx');
    expect(storedPath(join(root, 'a'), far)).toBe(far);
    expect(resolvedPath(join(root, 'a'), far)).toBe(far);
    expect(storedPath(join(parse(root).root, 'p'), far)).toBe(far);
  });

  it('survives many changes at once without losing one', async () => {
    const { dir } = await createProject({ name: 'busy', projectsFolder: root });
    const settings = RunSettings.parse({ seed: 7 });
    await Promise.all([
      renameProject(dir, 'renamed'),
      setProjectSettings(dir, settings),
      setProjectBaseline(dir, 'run-1'),
      setProjectModel(dir, { path: join(dir, 'm.onnx'), sha256: sha }),
    ]);
    const { file } = await openProject(dir);
    expect(file).toMatchObject({ name: 'renamed', settings, baselineRun: 'run-1', model: { path: 'm.onnx' } });
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('keeps what this version does not know or cannot read when something else is changed', async () => {
    const { dir } = await createProject({ name: 'p', projectsFolder: root });
    const path = join(dir, 'drydock.json');
    const told = JSON.parse(await readFile(path, 'utf8')) as object;
    const strange = { quality: { checks: 'of another kind' }, readiness: { privacy: 5 }, laterField: { a: [1] } };
    await writeFile(path, `\uFEFF${JSON.stringify({ ...told, ...strange })}`);
    await renameProject(dir, 'renamed');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ name: 'renamed', ...strange });
    // What is set anew takes the place of what could not be read.
    await setReadinessStatement(dir, 'privacy', 'reviewed');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      readiness: { privacy: 'reviewed' },
      laterField: { a: [1] },
    });
    await setReadinessStatement(dir, 'privacy', null);
    expect(JSON.parse(await readFile(path, 'utf8'))).not.toHaveProperty('readiness');
  });

  it('of a newer version is refused, and left as it is', async () => {
    const dir = join(root, 'newer');
    await mkdir(dir);
    const text = JSON.stringify({ version: 2, name: 'future' });
    await writeFile(join(dir, 'drydock.json'), text);
    await expect(openProject(dir)).rejects.toMatchObject({ code: 'PROJECT_NEWER', where: { file: join(dir, 'drydock.json') } });
    await expect(renameProject(dir, 'x')).rejects.toMatchObject({ code: 'PROJECT_NEWER' });
    expect(await readFile(join(dir, 'drydock.json'), 'utf8')).toBe(text);
  });

  it('with a damaged file is refused with the name of the file and the place in it', async () => {
    const dir = join(root, 'damaged');
    await mkdir(dir);
    await writeFile(join(dir, 'drydock.json'), '{"version": 1, "name"');
    await expect(openProject(dir)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await writeFile(join(dir, 'drydock.json'), '{"version": 1, "name": 5}');
    await expect(openProject(dir)).rejects.toThrow(/damaged.*drydock\.json \(name: /);
  });

  it('that is not there is said to be not there', async () => {
    await expect(openProject(join(root, 'nothing'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('recent projects', () => {
  it('are newest first, each once, and say when one is gone', async () => {
    const config = join(root, 'config');
    const one = await createProject({ name: 'one', projectsFolder: root });
    const two = await createProject({ name: 'two', projectsFolder: root });
    expect(await listRecentProjects(config)).toEqual([]);
    for (const project of [one, two, one]) await noteRecentProject(config, { dir: project.dir, name: project.file.name });
    await rm(two.dir, { recursive: true });
    expect((await listRecentProjects(config)).map(({ name, found }) => [name, found])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    await forgetRecentProject(config, two.dir);
    expect((await listRecentProjects(config)).map(({ name }) => name)).toEqual(['one']);
  });

  it('start anew when the list is damaged', async () => {
    const config = join(root, 'broken');
    await mkdir(config);
    const later = JSON.stringify({ version: 2, projects: [{ project: 'pinned, in another form' }] });
    await writeFile(join(config, 'recent-projects.json'), later);
    await noteRecentProject(config, { dir: join(root, 'one'), name: 'one' });
    expect(await readFile(join(config, 'recent-projects.json'), 'utf8')).toBe(later);
    await writeFile(join(config, 'recent-projects.json'), 'nonsense');
    expect(await listRecentProjects(config)).toEqual([]);
  });
});
