// What the desktop app must do, in the double and in real Electron alike.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../app/api/schemas/jobs.ts';
import { repositoryRoot } from '../support/bundleScript.ts';
import { callOverPort, finishedJob, type PortWindow } from './callOverPort.ts';
import type { DesktopApp, LaunchDesktop } from './fixture.ts';

async function until(holds: () => Promise<boolean | null>): Promise<void> {
  while ((await holds()) !== true) await new Promise((resolve) => setTimeout(resolve, 20));
}

export function describeDesktop(name: string, launch: LaunchDesktop): void {
  describe(`the desktop app in ${name}`, () => {
    let home = '';
    let app: DesktopApp;
    const violations: string[] = [];
    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'drydock-desktop-'));
      app = await launch({ home });
      app.page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
      });
      await app.page.reload();
    });
    afterAll(async () => {
      await app.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    });

    it('shows the workbench', async () => {
      await app.page.getByText('Bird strikes').first().waitFor();
      expect(await app.page.title()).toContain('Drydock');
    });

    it('gives the page one frozen bridge, and nothing of Node @security', async () => {
      const seen = await app.page.evaluate(() => {
        const bridge = (window as unknown as { drydock: object }).drydock;
        return {
          keys: Object.keys(bridge).sort(),
          frozen: Object.isFrozen(bridge),
          leaks: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((key) => key in window),
        };
      });
      expect(seen).toEqual({
        keys: [
          'changesKept',
          'copyTo',
          'notifyJobEnd',
          'openDialog',
          'openFile',
          'pathForFile',
          'platform',
          'printPdf',
          'requestPort',
          'restartEngine',
          'reveal',
          'saveDialog',
          'setMenuState',
          'setProgress',
          'subscribe',
        ],
        frozen: true,
        leaks: [],
      });
    });

    it('reaches the engine through a port, and workers through the engine', async () => {
      expect(await callOverPort(app.page, 'app.info', {})).toMatchObject({
        t: 'result',
        value: { projectsFolder: home, onnxruntime: expect.stringMatching(/^\d/) as string },
      });
    });

    it('has every command in the menu of the system; what is chosen there is done in the window', async () => {
      await until(() => app.isOn('Go', 'Runs'));
      expect(await app.isOn('Run', 'Run')).toBe(false);
      await app.choose('View', 'Command palette');
      await app.page.getByRole('dialog').getByRole('combobox').waitFor();
      await app.page.keyboard.press('Escape');
      await app.choose('Go', 'Settings');
      await app.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    });

    it('takes a file of a further start as it would take a drop', async () => {
      await app.startAgain([join(repositoryRoot, 'examples/birdstrikes/model.onnx')]);
      await app.page.getByRole('heading', { name: 'Model', level: 1 }).waitFor();
      expect(decodeURIComponent(app.page.url())).toContain(home);
    });

    it('draws the graph of the model, which a worker of the page lays out', async () => {
      const graph = app.page.getByRole('group', { name: /^Graph\. 15 nodes\./ });
      await graph.getByRole('button', { name: /^LinearClassifier/ }).waitFor();
      expect(await graph.getByRole('button').count()).toBe(15);
    });

    it('gives each of two requests at once its own port @security', async () => {
      const answers = await app.page.evaluate(async () => {
        const { drydock } = window as unknown as PortWindow;
        const asked = ['a', 'b'].map(
          (nonce) =>
            new Promise<unknown>((resolve) => {
              window.addEventListener('message', (event: MessageEvent<{ nonce?: unknown }>) => {
                const [port] = event.ports;
                if (event.data.nonce !== nonce || !port) return;
                port.onmessage = (answer: MessageEvent<{ id: number }>) => resolve([nonce, answer.data.id]);
                port.postMessage({ t: 'call', id: nonce === 'a' ? 1 : 2, name: 'jobs.list', input: {} });
              });
            }),
        );
        await Promise.all([drydock.requestPort('a'), drydock.requestPort('b')]);
        return Promise.all(asked);
      });
      expect(answers).toEqual([
        ['a', 1],
        ['b', 2],
      ]);
    });

    it('does the main job up to a proven bundle, whose server runs on Node and not on Electron', async () => {
      const call = async <T>(name: string, input: object): Promise<T> =>
        ((await callOverPort(app.page, name, input)) as { value: T }).value;
      const finished = (jobId: string): Promise<JobRecord> => finishedJob(app.page, jobId);
      const { jobId, project } = await call<{ jobId: string; project: string }>('projects.openExample', { name: 'birdstrikes' });
      expect(await finished(jobId)).toMatchObject({ state: 'done' });
      const run = await call<{ jobId: string; runId: string }>('runs.start', { project });
      expect(await finished(run.jobId)).toMatchObject({ state: 'done' });
      const exported = await call<{ jobId: string }>('bundles.export', { project, runId: run.runId });
      const bundle = await finished(exported.jobId);
      expect(bundle).toMatchObject({ state: 'done' });
      const verified = await call<{ jobId: string }>('bundles.verify', { path: (bundle.result as { path: string }).path });
      expect(await finished(verified.jobId)).toMatchObject({ state: 'done', result: { ok: true } });
    }, 180_000);

    it('loads nothing from elsewhere, and runs no inline script @security', async () => {
      const tried = await app.page.evaluate(async () => {
        const fetched = await fetch('https://example.com/').then(
          () => 'fetched',
          () => 'refused',
        );
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.head.append(script);
        return { fetched, inline: 'inlineRan' in window };
      });
      expect(tried).toEqual({ fetched: 'refused', inline: false });
      violations.length = 0;
    });

    it('connects to a new engine after the old one crashed', async () => {
      const notice = 'The engine stopped answering.';
      const noticeCameAndWent = app.page.evaluate(
        (text) =>
          new Promise<void>((resolve) => {
            let came = false;
            const look = (): void => {
              const isThere = document.body.textContent.includes(text);
              came ||= isThere;
              if (came && !isThere) resolve();
            };
            new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
          }),
        notice,
      );
      await app.killEngine();
      // The first ports may still go to the dead one: they are closed, which is how a window learns of it.
      let answer: unknown = null;
      while (answer === null) answer = await callOverPort(app.page, 'jobs.list', {});
      expect(answer).toMatchObject({ t: 'result', value: [] });
      await noticeCameAndWent;
    });

    it('keeps to its own policy @security', async () => {
      await app.choose('Go', 'Home');
      await app.page.reload();
      await app.page.getByRole('heading', { level: 1 }).first().waitFor();
      expect(violations).toEqual([]);
    });

    it('comes back to the same place of the same project when it is started anew', async () => {
      await app.choose('Go', 'Data');
      await app.page.getByRole('heading', { name: 'Data', level: 1 }).waitFor();
      const place = new URL(app.page.url()).hash;
      expect(place).toContain('project=');
      await app.close();
      app = await launch({ home });
      expect(new URL(app.page.url()).hash).toBe(place);
      await app.page.getByRole('heading', { name: 'Data', level: 1 }).waitFor();
    });
  });
}
