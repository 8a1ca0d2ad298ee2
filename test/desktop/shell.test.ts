// The desktop around the window, in the double: taskbar, notifications, files from outside, crashes, the end.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/bundleScript.ts';
import { closeBrowser, launchDouble } from './double/launchDouble.ts';

type App = Awaited<ReturnType<typeof launchDouble>>;

afterAll(closeBrowser);

async function until<T>(look: () => T | undefined | false | null): Promise<T> {
  for (;;) {
    const seen = look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the desktop around the window', () => {
  let home = '';
  let app: App;
  const model = join(repositoryRoot, 'examples/birdstrikes/model.onnx');
  beforeAll(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'drydock-shell-')));
    await mkdir(join(home, 'p'));
    await writeFile(join(home, 'p/report.html'), '<h1>Report</h1><script>document.body.textContent = "ran"</script>');
    await writeFile(join(home, 'p/data.csv'), 'a,b\n1,2\n');
    app = await launchDouble({ home, files: [model] });
  });
  afterAll(async () => {
    await app.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const bridge = <T>(method: string, ...args: unknown[]): Promise<T> =>
    app.electron
      .page()
      .evaluate(
        ([name, given]) =>
          (window as unknown as { drydock: Record<string, (...args: unknown[]) => Promise<never>> }).drydock[name]?.(...given),
        [method, args] as const,
      ) as Promise<T>;
  const run = { keeps: true, startedAt: '2026-11-28T12:00:00.000Z' };
  const asked = (kind: string) => app.electron.asked.filter((one) => one.kind === kind).map(({ detail }) => detail);
  const notice = (text: string | RegExp) => app.electron.page().getByText(text).first().waitFor();

  it('a model on the command line is taken as a drop would be, once the window is there', async () => {
    await app.page.getByRole('heading', { name: 'Model', level: 1 }).waitFor();
    await notice('Found a model.');
  });

  it('a file from the file manager of a Mac too, and the recent projects follow', async () => {
    app.electron.openFile(join(home, 'p/data.csv'));
    await app.page.getByRole('heading', { name: 'Data', level: 1 }).waitFor();
    const recent = await until(() => app.electron.menuItem('File', 'Open recent').submenu?.items[0]);
    expect(recent).toMatchObject({ label: 'model', enabled: true });
  });

  it('a recent project is opened from the menu', async () => {
    app.electron.choose('Go', 'Home');
    await app.page.getByRole('heading', { level: 1 }).first().waitFor();
    app.electron.choose('File', 'Open recent', 'model');
    await notice('Found a project.');
  });

  it('the taskbar shows how far a job is, and nothing when there is none', async () => {
    await bridge('setProgress', { ...run, title: 'Run 1', share: 0.4 });
    await bridge('setProgress', { ...run, title: 'Run 1', share: null });
    await bridge('setProgress', null);
    // Among those of the jobs that the window itself tells of.
    for (const told of [
      [0.4, 'normal'],
      [2, 'indeterminate'],
      [-1, 'normal'],
    ])
      expect(asked('progress')).toContainEqual(told);
    await expect(bridge('setProgress', { ...run, title: 'Run 1', share: 2 })).rejects.toThrow();
  });

  it('the end of a long job is said when nobody looks, and a click leads to it', async () => {
    const note = { title: 'Run 1\u202E\n: done', body: 'Click to see what came out.', hash: '#/settings' };
    await bridge('notifyJobEnd', note);
    expect(asked('notification')).toEqual([]);
    app.electron.window().focused = false;
    await bridge('notifyJobEnd', note);
    expect(asked('notification')).toEqual([{ title: 'Run 1 : done', body: note.body }]);
    app.electron.notifications[0]?.emit('click');
    await app.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(asked('focus')).not.toEqual([]);
    await expect(bridge('notifyJobEnd', { ...note, hash: 'https://evil.example/' })).rejects.toThrow();
  });

  it('a report becomes a PDF where a dialog says, and its scripts do not run @security', async () => {
    const target = join(home, 'saved.pdf');
    app.electron.dialogAnswers.push({ canceled: false, filePath: target });
    expect(await bridge('printPdf', join(home, 'p/report.html'))).toBe(target);
    const pdf = await readFile(target, 'latin1');
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expect(app.electron.windowOptions.at(-1)).toMatchObject({
      show: false,
      webPreferences: { javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false },
    });
    expect(app.electron.windowOptions.at(-1)).not.toHaveProperty('webPreferences.preload');
    expect(asked('save dialog').at(-1)).toMatchObject({ defaultPath: join(home, 'report.pdf') });
    expect(await bridge('printPdf', join(home, 'p/report.html'))).toBeNull();
    await expect(bridge('printPdf', '/etc/passwd')).rejects.toThrow(/Only files of projects/);
    await expect(bridge('printPdf', join(home, 'p/data.csv'))).rejects.toThrow(/Only reports are printed/);
  });

  it('what the window makes is saved where a dialog says; nothing else is downloaded @security', async () => {
    const target = join(home, 'chart.csv');
    app.electron.dialogAnswers.push({ canceled: false, filePath: target });
    const save = (href: string, name: string): Promise<void> =>
      app.page.evaluate(
        ([given, download]) => {
          const link = document.createElement('a');
          link.href = given === 'blob' ? URL.createObjectURL(new Blob(['a,b'])) : given;
          link.download = download;
          link.click();
        },
        [href, name] as const,
      );
    await save('blob', 'chart.csv');
    await until(() => asked('downloaded').length > 0);
    expect(await readFile(target, 'utf8')).toBe('a,b');
    expect(asked('save dialog').at(-1)).toMatchObject({
      defaultPath: join(home, 'chart.csv'),
      filters: [{ name: 'CSV table' }, {}],
    });
    await save('data:text/plain,x', 'x.txt');
    await until(() => asked('blocked download').length > 0);
  });

  it('the page goes nowhere else, whatever it tries @security', async () => {
    const before = app.page.url();
    await app.page.evaluate(() => {
      location.href = 'https://evil.example/';
    });
    await until(() => asked('blocked navigation').length === 1);
    await app.page.evaluate(() => {
      window.open('https://github.com/onnx/onnx');
      window.open('https://evil.example/');
      const frame = document.createElement('iframe');
      frame.src = 'https://evil.example/inside';
      document.body.append(frame);
    });
    await until(() => asked('external').length > 0);
    expect(app.page.context().pages()).toHaveLength(1);
    expect(app.page.frames().map((frame) => frame.url())).not.toContain('https://evil.example/inside');
    expect(asked('external')).toEqual(['https://github.com/onnx/onnx']);
    expect(app.page.url()).toBe(before);
    await app.page.evaluate(() => document.querySelector('iframe')?.remove());
  });

  it('says that the engine will not come back by itself, and starts it when a person asks', async () => {
    const { page } = app;
    await page
      .getByText(/^Provider|^Ran on/)
      .first()
      .waitFor();
    app.electron.keepEngineDown(true);
    await app.killEngine();
    await page.getByText('The engine stopped answering.').waitFor();
    const told = { kind: 'engine', failure: 'it ran out of memory. The log is in /logs' };
    app.electron.window().webContents.send('drydock:shell', told);
    await notice(/is not started again by itself: it ran out of memory/);
    app.electron.keepEngineDown(false);
    await page.getByRole('button', { name: 'Restart the engine' }).click();
    await page.getByText('The engine stopped answering.').waitFor({ state: 'detached' });
  });

  it('a page that ends comes back at the same place, and says so', async () => {
    const place = app.electron.page().url();
    const before = app.electron.page();
    app.electron.window().webContents.forcefullyCrashRenderer();
    await until(() => app.electron.window().webContents.page && app.electron.page() !== before);
    await notice('The window had to be started again.');
    expect(app.electron.page().url()).toBe(place);
    await app.electron.page().getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  });

  it('a page that hangs is ended only when the person says so, and the question goes when it answers again', async () => {
    const window = app.electron.window();
    app.electron.dialogAnswers.push(new Promise(() => undefined));
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(asked('message box')).toMatchObject([{ message: 'The window does not answer.' }]);
    window.emit('responsive');
    await new Promise((resolve) => setImmediate(resolve));
    const before = app.electron.page();
    app.electron.dialogAnswers.push({ response: 1 });
    window.emit('unresponsive');
    await until(() => window.webContents.page && app.electron.page() !== before);
    await notice('The window had to be started again.');
  });

  it('a page that cannot be loaded is tried again', async () => {
    const page = () => app.electron.page();
    const contents = app.electron.window().webContents;
    await page().evaluate(() => document.body.append('old page'));
    contents.failingLoads = 1;
    await page()
      .reload()
      .catch(() => undefined);
    await page().getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await page().getByText('old page').count()).toBe(0);
    expect(asked('message box').filter((box) => JSON.stringify(box).includes('Try again'))).toEqual([]);
  });

  it('a page that keeps ending is asked about instead of flickering for ever', async () => {
    const page = () => app.electron.page();
    const contents = app.electron.window().webContents;
    contents.failingLoads = 2;
    await page()
      .reload()
      .catch(() => undefined);
    await until(() => asked('message box').some((box) => JSON.stringify(box).includes('Try again')));
    await page().getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    // An inner frame, or a load that gave way to another, is no reason.
    const before = asked('message box').length;
    contents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', 'app://workbench/', true, 1, 1);
    contents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'https://x.example/', false, 1, 1);
    expect(asked('message box')).toHaveLength(before);
  });

  it('asks before it ends while a run is under way, and stays when told to', async () => {
    await bridge('setProgress', { ...run, title: 'Run 3', share: 0.404 });
    app.electron.window().close();
    await until(() => asked('message box').at(-1) as { message: string } | undefined);
    expect(asked('message box').at(-1)).toMatchObject({
      message: '“Run 3” is under way: 40 %',
      buttons: ['Keep running', 'Quit and keep what is finished'],
      cancelId: 0,
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(app.electron.window().isDestroyed()).toBe(false);
    await bridge('setProgress', null);
  });

  it('says how much is lost by work that keeps nothing, and asks only when that is more than half a minute', async () => {
    const began = (secondsAgo: number) => new Date(Date.now() - 1000 * secondsAgo).toISOString();
    await bridge('setProgress', { title: 'Read big.csv', share: null, keeps: false, startedAt: began(75) });
    app.electron.window().close();
    await until(() => JSON.stringify(asked('message box').at(-1)).includes('Read big.csv'));
    expect(asked('message box').at(-1)).toMatchObject({
      detail: expect.stringMatching(/its work of 7[5-9] seconds is lost/) as string,
      buttons: ['Keep running', 'Quit and lose its work'],
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(app.electron.window().isDestroyed()).toBe(false);
    // The next test ends the program while such work is young: without a question.
    await bridge('setProgress', { title: 'Read small.csv', share: null, keeps: false, startedAt: began(5) });
  });

  it('keeps where the window was for the next time, and ends without a question when nothing of worth is lost', async () => {
    const questions = asked('message box').length;
    app.electron.window().place({ x: 240, y: 60, width: 1000, height: 700 });
    app.electron.window().maximize();
    app.electron.window().close();
    await app.electron.hasQuit;
    expect(asked('message box')).toHaveLength(questions);
    app = await launchDouble({ home });
    expect(app.electron.windowOptions[0]).toMatchObject({ x: 240, y: 60, width: 1000, height: 700 });
    expect(app.electron.window().isMaximized()).toBe(true);
    await app.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  });

  it('what was typed in the moment before quitting is kept', async () => {
    app.electron.choose('File', 'Open recent', 'model');
    const name = app.electron.page().getByRole('button', { name: /rename$/ });
    const [project = ''] = ((await name.getAttribute('title')) ?? '').split('\n');
    await name.click();
    await app.electron.page().getByLabel('Project name').fill('Typed at last');
    app.electron.window().close();
    await app.electron.hasQuit;
    expect(JSON.parse(await readFile(join(project, 'drydock.json'), 'utf8'))).toMatchObject({ name: 'Typed at last' });
    app = await launchDouble({ home });
  });
});
