// The real built main script and preload: in the double always, in real Electron wherever its runtime is present.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channels } from '../../main/desktop/channels.ts';
import { describeDesktop } from './desktopSuite.ts';
import { closeBrowser, launchDouble } from './double/launchDouble.ts';
import { electronLauncher, findElectron } from './launchElectron.ts';

const electron = findElectron();
console.log(
  electron ? `desktop tests: the double and Electron (${electron})` : 'desktop tests: the double; no Electron runtime here',
);

afterAll(closeBrowser);

describeDesktop('the double', launchDouble);
if (electron) describeDesktop('Electron', electronLauncher(electron));

describe('what the desktop app asks of Electron', () => {
  let home = '';
  let app: Awaited<ReturnType<typeof launchDouble>>;
  beforeAll(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'drydock-desktop-')));
    await mkdir(join(home, 'p'), { recursive: true });
    await writeFile(join(home, 'p/report.html'), 'report');
    await writeFile(join(home, 'p/tool.exe'), 'tool');
    await writeFile(`${home}-secret.txt`, 'secret');
    app = await launchDouble({ home, files: [join(home, 'p/drydock.json')] });
  });
  afterAll(async () => {
    await app.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    await rm(`${home}-secret.txt`);
  });
  const bridge = <T>(method: string, ...args: unknown[]): Promise<T> =>
    app.page.evaluate(
      ([name, given]) =>
        (window as unknown as { drydock: Record<string, (...args: unknown[]) => Promise<never>> }).drydock[name]?.(...given),
      [method, args] as const,
    ) as Promise<T>;

  it('a sandboxed app with a standard, secure scheme @security', () => {
    expect(app.electron.sandboxed()).toBe(true);
    expect(app.electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ]);
  });

  it('a window whose page opens the project given on the command line', () => {
    expect(decodeURIComponent(app.page.url())).toContain(`#/?project=${join(home, 'p')}`);
  });

  it('dialogs, and their answers go to the page', async () => {
    app.electron.dialogAnswers.push({ canceled: false, filePaths: ['/a.onnx', '/b.csv'] });
    expect(await bridge('openDialog', 'files')).toEqual(['/a.onnx', '/b.csv']);
    expect(await bridge('openDialog', 'folder')).toEqual([]);
    await expect(bridge('openDialog', 'evil')).rejects.toThrow(/Invalid option/);
    const [files, folder] = app.electron.asked.filter(({ kind }) => kind === 'open dialog').map(({ detail }) => detail);
    expect(files).toMatchObject({
      filters: [
        { extensions: expect.arrayContaining(['onnx', 'csv', 'parquet']) as string[] },
        { name: 'ONNX models' },
        { name: 'Tables' },
        { name: 'Bundles' },
        { name: 'Logs of deployed bundles', extensions: expect.arrayContaining(['jsonl']) as string[] },
        { name: 'Saved references' },
        { name: 'All files' },
      ],
    });
    expect(folder).toMatchObject({ properties: ['openDirectory'] });
  });

  it('the file manager and the viewer for files of projects alone @security', async () => {
    const report = join(home, 'p/report.html');
    await bridge('reveal', report);
    await bridge('openFile', report);
    expect(app.electron.asked.filter(({ kind }) => kind === 'reveal' || kind === 'open')).toEqual([
      { kind: 'reveal', detail: report },
      { kind: 'open', detail: report },
    ]);
    await expect(bridge('openFile', join(home, 'p/tool.exe'))).rejects.toThrow(/not opened from here/);
    for (const path of ['/etc/passwd', `${home}-secret.txt`, `${home}/../x`, 'p/report.html']) {
      await expect(bridge('reveal', path)).rejects.toThrow(/Only files of projects/);
    }
  });

  it('copies only to where a dialog said, once @security', async () => {
    const source = join(home, 'p/report.html');
    const target = join(home, 'copy.html');
    await expect(bridge('copyTo', source, target)).rejects.toThrow(/where a dialog said/);
    app.electron.dialogAnswers.push({ canceled: false, filePath: target });
    expect(await bridge('saveDialog', '../../report.html')).toBe(target);
    expect(app.electron.asked.at(-1)?.detail).toEqual({
      defaultPath: join(home, 'report.html'),
      filters: [
        { name: 'HTML report', extensions: ['html'] },
        { name: 'All files', extensions: ['*'] },
      ],
    });
    await bridge('copyTo', source, target);
    expect(await readFile(target, 'utf8')).toBe('report');
    await expect(bridge('copyTo', source, target)).rejects.toThrow(/where a dialog said/);
  });

  it('no answer for foreign frames and windows @security', async () => {
    const answer = await app.electron.sendAs({ url: 'https://evil.example/', main: false }, channels.native, {
      name: 'openDialog',
      input: 'files',
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED' } });
    expect(
      await app.electron.sendAs({ url: 'app://workbench/', main: true }, channels.native, { name: 'openDialog', input: 'files' }),
    ).toMatchObject({
      ok: false,
    });
  });

  it('shows the window again when it is started a second time', () => {
    app.electron.secondInstance(['electron', '/program']);
    expect(app.electron.asked.at(-1)).toEqual({ kind: 'focus', detail: null });
  });
});
