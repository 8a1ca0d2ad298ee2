// What the desktop app refuses, item by item of Electron's security checklist.
import { EventEmitter } from 'node:events';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMainEvent, Session, WebContents } from 'electron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppHandler, isAppUrl } from '../../../main/desktop/appProtocol.ts';
import { isAllowedExternal } from '../../../main/desktop/externalLinks.ts';
import { isOurSender } from '../../../main/desktop/ipc.ts';
import { guardContents, guardSession } from '../../../main/desktop/security.ts';
import { windowOptions } from '../../../main/desktop/window.ts';

describe('the window @security', () => {
  it('is isolated, sandboxed, without Node, and without developer tools once packaged', () => {
    expect(windowOptions({ preload: '/preload.cjs', bounds: null, icon: null, devTools: false }).webPreferences).toEqual({
      preload: '/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: false,
    });
  });
});

describe('the sender of a message @security', () => {
  const mainFrame = { url: 'app://workbench/' };
  const contents = { mainFrame, isDestroyed: () => false };
  const event = (change: object): IpcMainEvent =>
    ({ sender: contents, senderFrame: mainFrame, ...change }) as unknown as IpcMainEvent;
  const ours = (change: object, own: unknown = contents): boolean => isOurSender(event(change), own as WebContents);

  it('is ours when it is the main frame of our window on our page', () => {
    expect(ours({})).toBe(true);
  });
  it.each([
    ['no frame', { senderFrame: null }],
    ['an inner frame of the same page', { senderFrame: { url: 'app://workbench/' } }],
    ['another window', { sender: { mainFrame, isDestroyed: () => false } }],
  ])('is not ours with %s', (_name, change) => {
    expect(ours(change)).toBe(false);
  });
  it.each([
    'https://workbench/',
    'app://evil/',
    'app://workbench.evil/',
    'app://x@workbench/',
    'about:blank',
    '',
    'file:///app://workbench/',
  ])('is not ours on %s', (url) => {
    const frame = { url };
    const own = { mainFrame: frame, isDestroyed: () => false };
    expect(ours({ sender: own, senderFrame: frame }, own)).toBe(false);
  });
  it('is not ours without a window, or with a destroyed one', () => {
    expect(isOurSender(event({}), undefined)).toBe(false);
    expect(ours({}, { ...contents, isDestroyed: () => true })).toBe(false);
  });
});

describe('app:// @security', () => {
  let folder = '';
  let handle: (request: Request) => Promise<Response>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-app-'));
    await mkdir(join(folder, 'window/assets'), { recursive: true });
    await mkdir(join(folder, 'window-other'));
    await writeFile(join(folder, 'window/index.html'), 'page');
    await writeFile(join(folder, 'window-other/secret.txt'), 'secret');
    await symlink(join(folder, 'window-other/secret.txt'), join(folder, 'window/link.txt'));
    handle = createAppHandler(join(folder, 'window'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('serves the page with the policy', async () => {
    const response = await handle(new Request('app://workbench/?x#y'));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('page');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
  it.each([
    '../window-other/secret.txt',
    '%2e%2e/window-other/secret.txt',
    '..%2fwindow-other%2fsecret.txt',
    '%2e%2e%5cwindow-other%5csecret.txt',
    'link.txt',
    'index.html%00',
    'assets',
    'nope',
    '%',
  ])('leads nowhere with %s', async (path) => {
    // As a plain object: Request itself would tidy the path.
    const response = await handle({ method: 'GET', url: `app://workbench/${path}` } as Request);
    expect(response.status).toBe(404);
  });
  it('answers no other host and no other method', async () => {
    expect((await handle(new Request('app://evil/index.html'))).status).toBe(404);
    expect((await handle(new Request('app://workbench/', { method: 'POST' }))).status).toBe(405);
  });
  it.each([
    ['app://workbench/', true],
    ['app://workbench/#/?project=x', true],
    ['app://workbench.evil/', false],
    ['APP://workbench/', true],
    ['app:workbench', false],
    ['http://workbench/', false],
  ])('%s is our page: %s', (url, expected) => {
    expect(isAppUrl(url)).toBe(expected);
  });
});

describe('links to outside @security', () => {
  it.each(['https://github.com/onnx/onnx', 'https://onnxruntime.ai/docs/'])('%s is opened', (url) => {
    expect(isAllowedExternal(url)).toBe(true);
  });
  it.each([
    'http://github.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://github.com/x',
    'https://github.com.evil.example/',
    'https://github.com@evil.example/',
    'https://evil@github.com/',
    'https://github.com:8443/',
    'https://gіthub.com/',
    'nonsense',
  ])('%s is not', (url) => {
    expect(isAllowedExternal(url)).toBe(false);
  });
});

describe('pages @security', () => {
  function guarded() {
    const opened: string[] = [];
    let openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
    });
    guardContents(contents as unknown as WebContents, async (url) => void opened.push(url));
    const prevented = (name: string, url: string): boolean => {
      let stopped = false;
      contents.emit(name, { url, preventDefault: () => (stopped = true) });
      return stopped;
    };
    return { opened, prevented, open: (url: string) => openHandler({ url }) };
  }

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s leaves our own page only to stay on it', (name) => {
    const { prevented } = guarded();
    expect(prevented(name, 'app://workbench/#/runs')).toBe(false);
    for (const url of ['https://evil.example/', 'file:///etc/passwd', 'app://evil/', 'data:text/html,x']) {
      expect(prevented(name, url)).toBe(true);
    }
  });
  it('embed no webview', () => {
    expect(guarded().prevented('will-attach-webview', '')).toBe(true);
  });
  it('open no window; known links go to the browser', () => {
    const { open, opened } = guarded();
    expect([open('https://github.com/x'), open('https://evil.example/'), open('file:///x')]).toEqual(
      Array.from({ length: 3 }, () => ({ action: 'deny' })),
    );
    expect(opened).toEqual(['https://github.com/x']);
  });
  // Every name that Electron 45 knows, and one that it does not.
  const names =
    'ar automatic-fullscreen background-fetch background-sync captured-surface-control clipboard-read deprecated-sync-clipboard-read display-capture fileSystem geolocation geolocation-approximate hand-tracking hid idle-detection keyboardLock local-fonts local-network local-network-access loopback-network media mediaKeySystem midi midiSysex nfc notifications openExternal payment-handler periodic-background-sync persistent-storage pointerLock screen-wake-lock sensors serial smart-card speaker-selection storage-access system-wake-lock top-level-storage-access usb vr web-app-installation web-printing window-management unknown newcomer'.split(
      ' ',
    );
  it('get no permission but to copy text and to fill the screen, and load nothing from elsewhere', () => {
    const page = { requestingUrl: 'app://workbench/#/runs', isMainFrame: true };
    const others = [
      { requestingUrl: 'app://workbench/', isMainFrame: false },
      { requestingUrl: 'https://evil.example/', isMainFrame: true },
      { isMainFrame: true },
    ];
    const granted = (ask: (name: string, details: object) => boolean): string[][] =>
      [page, ...others].map((details) =>
        [...names, 'clipboard-sanitized-write', 'fullscreen'].filter((name) => ask(name, details)),
      );
    const onlyOurs = [['clipboard-sanitized-write', 'fullscreen'], [], [], []];
    const session = {
      setPermissionRequestHandler: (handler: (a: null, b: string, answer: (ok: boolean) => void, details: object) => void) =>
        expect(
          granted((name, details) => {
            let isGranted = false;
            handler(null, name, (ok) => (isGranted = ok), details);
            return isGranted;
          }),
        ).toEqual(onlyOurs),
      setPermissionCheckHandler: (handler: (a: null, b: string, origin: string, details: object) => boolean) =>
        expect(granted((name, details) => handler(null, name, 'app://workbench/', details))).toEqual(onlyOurs),
      setDevicePermissionHandler: (handler: () => boolean) => expect(handler()).toBe(false),
      setDisplayMediaRequestHandler: (handler: (request: object, answer: (streams: unknown) => void) => void) =>
        handler({}, (streams) => expect(streams).toBe(null)),
      webRequest: {
        onBeforeRequest: (handler: (details: { url: string }, answer: (result: { cancel: boolean }) => void) => void) => {
          const cancelled = (url: string): boolean => {
            let cancel = false;
            handler({ url }, (result) => (cancel = result.cancel));
            return cancel;
          };
          expect(['app://workbench/x.js', 'data:,x', 'blob:app://workbench/1', 'devtools://x'].map(cancelled)).toEqual([
            false,
            false,
            false,
            false,
          ]);
          expect(['https://x.example/', 'http://127.0.0.1/', 'ws://x', 'file:///x', 'blob:https://x/1'].map(cancelled)).toEqual([
            true,
            true,
            true,
            true,
            true,
          ]);
        },
      },
    };
    expect.assertions(6);
    guardSession(session as unknown as Session);
  });
});
