// What the desktop app must do, in the double and in real Electron alike.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DesktopApp, LaunchDesktop } from './fixture.ts';

/** Asks for a port as the window does and makes one call over it; null when the port closes before the answer. */
async function callOverPort(page: Page, name: string, input: object): Promise<unknown> {
  return page.evaluate(
    async ([procedure, given]) => {
      const bridge = (window as unknown as { drydock: { requestPort(): Promise<void> } }).drydock;
      const port = new Promise<MessagePort>((resolve) => {
        window.addEventListener('message', (event) => event.ports[0] && resolve(event.ports[0]), { once: true });
      });
      await bridge.requestPort();
      const open = await port;
      // The window may have asked at the same time and hold the same port: an id of our own, and nothing closed.
      const id = 1_000_000 + Math.floor(performance.now());
      return new Promise((resolve) => {
        open.addEventListener('close', () => resolve(null));
        open.addEventListener('message', (event: MessageEvent<{ id: number }>) => {
          if (event.data.id === id) resolve(event.data);
        });
        open.start();
        open.postMessage({ t: 'call', id, name: procedure, input: given });
      });
    },
    [name, input] as const,
  );
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
        keys: ['copyTo', 'openDialog', 'openFile', 'pathForFile', 'platform', 'requestPort', 'reveal', 'saveDialog'],
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

    it('keeps to its own policy', async () => {
      await app.page.reload();
      await app.page.getByText('Bird strikes').first().waitFor();
      expect(violations).toEqual([]);
    });
  });
}
