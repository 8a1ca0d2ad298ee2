// A double of the `electron` module: what main/desktop uses of it, with a real Chromium page as the window.
// Custom schemes do not exist outside Electron, so the page lives at http://workbench.localhost and is told apart again here.
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { pageSide } from './pageSide.ts';
import { DoubleChannel, type DoublePort } from './ports.ts';
import { createUtilityProcess } from './utilityProcess.ts';

const appUrl = 'app://workbench/';
const pageOrigin = 'http://workbench.localhost';

type Handler = (request: Request) => Promise<Response>;
type IpcListener = (event: unknown, input: unknown) => unknown;

export interface DoubleOptions {
  context: BrowserContext;
  /** Bundled utilityChild.ts. */
  utilityPrelude: string;
  folder: string;
  argv: string[];
}

export interface ElectronDouble {
  /** Stands in for `import … from 'electron'`. */
  module: Record<string, unknown>;
  /** The page of the first window, when it has been shown. */
  firstPage: Promise<Page>;
  windowOptions: Record<string, unknown>[];
  /** What the program asked of the system. */
  asked: { kind: string; detail: unknown }[];
  /** Answers of the next dialogs, in order. */
  dialogAnswers: unknown[];
  sandboxed: () => boolean;
  schemes: unknown[];
  /** Sends an IPC message as some other frame would. */
  sendAs(sender: { url: string; main: boolean }, channel: string, input: unknown): Promise<unknown>;
  killEngine(): Promise<void>;
  secondInstance(argv: string[]): void;
  quit(): Promise<void>;
}

export function createElectronDouble(options: DoubleOptions): ElectronDouble {
  const utility = createUtilityProcess(options.utilityPrelude);
  const asked: ElectronDouble['asked'] = [];
  const windowOptions: Record<string, unknown>[] = [];
  const dialogAnswers: unknown[] = [];
  const schemes: unknown[] = [];
  const protocols = new Map<string, Handler>();
  const ipcHandlers = new Map<string, IpcListener>();
  const ipcListeners = new Map<string, IpcListener>();
  let sandboxed = false;
  let onBeforeRequest: (details: { url: string }, answer: (result: { cancel?: boolean }) => void) => void = (_details, answer) =>
    answer({});
  let showFirst!: (page: Page) => void;
  let failFirst!: (error: unknown) => void;
  const firstPage = new Promise<Page>((resolve, reject) => {
    showFirst = resolve;
    failFirst = reject;
  });
  let quitted!: () => void;
  const hasQuit = new Promise<void>((resolve) => (quitted = resolve));

  class App extends EventEmitter {
    isPackaged = false;
    requestSingleInstanceLock = (): boolean => true;
    enableSandbox = (): void => void (sandboxed = true);
    whenReady = (): Promise<void> => Promise.resolve();
    getPath = (): string => options.folder;
    getAppPath = (): string => options.folder;
    quit(): void {
      let prevented = false;
      this.emit('before-quit', { preventDefault: () => (prevented = true) });
      if (!prevented) quitted();
    }
  }
  const app = new App();

  class WebContents extends EventEmitter {
    page: Page | undefined;
    openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
    readonly mainFrame: Frame = new Frame(this, () => toAppUrl(this.page?.url() ?? ''));
    isDestroyed = (): boolean => false;
    setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }): void => void (this.openHandler = handler);
  }

  class Frame {
    readonly #contents: WebContents;
    readonly #url: () => string;
    constructor(contents: WebContents, url: () => string) {
      this.#contents = contents;
      this.#url = url;
    }
    get url(): string {
      return this.#url();
    }
    postMessage(channel: string, message: unknown, transfer: DoublePort[] = []): void {
      const ids = transfer.map((port) => exposePort(this.#contents.page, port));
      void this.#contents.page
        ?.evaluate(
          ([name, data, given]) =>
            (window as unknown as { __doubleDeliver: (...args: unknown[]) => void }).__doubleDeliver(name, data, given),
          [channel, message, ids] as const,
        )
        // A page that is being left gets no more messages.
        .catch(() => undefined);
    }
  }

  let nextPort = 0;
  const pagePorts = new Map<number, DoublePort>();
  function exposePort(page: Page | undefined, port: DoublePort): number {
    const id = nextPort++;
    pagePorts.set(id, port);
    const tell = (method: string, ...args: unknown[]): void =>
      void page
        ?.evaluate(([name, values]) => (window as unknown as Record<string, (...args: unknown[]) => void>)[name]?.(...values), [
          method,
          args,
        ] as const)
        // The page may be gone by now.
        .catch(() => undefined);
    port.on('message', ({ data }: { data: unknown }) => tell('__doubleDeliverPort', id, data));
    port.on('close', () => tell('__doubleClosePort', id));
    port.start();
    return id;
  }

  class BrowserWindow extends EventEmitter {
    readonly webContents = new WebContents();
    readonly #preload: string;
    #opening: Promise<Page> | undefined;
    constructor(given: { webPreferences: { preload: string } }) {
      super();
      windowOptions.push(given);
      this.#preload = readFileSync(given.webPreferences.preload, 'utf8');
      app.emit('web-contents-created', {}, this.webContents);
    }
    isDestroyed = (): boolean => false;
    isMinimized = (): boolean => false;
    restore = (): void => undefined;
    focus = (): void => void asked.push({ kind: 'focus', detail: null });
    show(): void {
      if (this.webContents.page) showFirst(this.webContents.page);
    }
    async loadURL(url: string): Promise<void> {
      this.#opening ??= openPage(this.webContents, this.#preload);
      try {
        const page = await this.#opening;
        await page.goto(url.replace(appUrl, `${pageOrigin}/`));
        this.emit('ready-to-show');
      } catch (error) {
        failFirst(error);
      }
    }
  }

  async function openPage(contents: WebContents, preload: string): Promise<Page> {
    const page = await options.context.newPage();
    contents.page = page;
    const event = () => ({ sender: contents, senderFrame: contents.mainFrame });
    await page.exposeFunction('__doubleInvoke', (channel: string, input: unknown) => ipcHandlers.get(channel)?.(event(), input));
    await page.exposeFunction(
      '__doubleSend',
      (channel: string, input: unknown) => void ipcListeners.get(channel)?.(event(), input),
    );
    await page.exposeFunction('__doublePort', (id: number, data: unknown) => pagePorts.get(id)?.postMessage(data));
    await page.exposeFunction('__doublePortClose', (id: number) => pagePorts.get(id)?.close());
    await page.addInitScript(pageSide, { preload, platform: process.platform });
    await page.route('**/*', async (route) => {
      const url = toAppUrl(route.request().url());
      let cancel = false;
      onBeforeRequest({ url }, (result) => (cancel = result.cancel === true));
      const handler = protocols.get(new URL(url).protocol.slice(0, -1));
      if (cancel || !handler) {
        asked.push({ kind: 'blocked request', detail: url });
        await route.abort();
        return;
      }
      const response = await handler(new Request(url, { method: route.request().method() }));
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    page.on('popup', (popup) => {
      contents.openHandler({ url: toAppUrl(popup.url()) });
      void popup.close();
    });
    return page;
  }

  const dialogAnswer = async (): Promise<unknown> => dialogAnswers.shift() ?? { canceled: true, filePaths: [] };
  const module = {
    app,
    BrowserWindow,
    Menu: { setApplicationMenu: () => undefined, buildFromTemplate: (template: unknown) => template },
    MessageChannelMain: DoubleChannel,
    dialog: {
      showOpenDialog: (_window: unknown, detail: unknown) => (asked.push({ kind: 'open dialog', detail }), dialogAnswer()),
      showSaveDialog: (_window: unknown, detail: unknown) => (asked.push({ kind: 'save dialog', detail }), dialogAnswer()),
      showErrorBox: (title: string, text: string) => void asked.push({ kind: 'error box', detail: `${title}: ${text}` }),
    },
    ipcMain: {
      on: (channel: string, listener: IpcListener) => void ipcListeners.set(channel, listener),
      handle: (channel: string, listener: IpcListener) => void ipcHandlers.set(channel, listener),
    },
    protocol: {
      registerSchemesAsPrivileged: (given: unknown[]) => void schemes.push(...given),
      handle: (scheme: string, handler: Handler) => void protocols.set(scheme, handler),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: () => undefined,
        setPermissionCheckHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
        webRequest: { onBeforeRequest: (listener: typeof onBeforeRequest) => void (onBeforeRequest = listener) },
      },
    },
    shell: {
      openExternal: async (url: string) => void asked.push({ kind: 'external', detail: url }),
      showItemInFolder: (path: string) => void asked.push({ kind: 'reveal', detail: path }),
      openPath: async (path: string) => (asked.push({ kind: 'open', detail: path }), ''),
    },
    utilityProcess: utility,
  };

  return {
    module,
    firstPage,
    windowOptions,
    asked,
    dialogAnswers,
    schemes,
    sandboxed: () => sandboxed,
    async sendAs({ url, main }, channel, input) {
      const page = await firstPage;
      const contents = new WebContents();
      contents.page = page;
      const frame = main ? contents.mainFrame : new Frame(contents, () => url);
      return (ipcHandlers.get(channel) ?? ipcListeners.get(channel))?.({ sender: contents, senderFrame: frame }, input);
    },
    async killEngine() {
      const engine = [...utility.running].find(({ script }) => script.endsWith('engine.js'));
      if (!engine) throw new Error('There is no engine to kill.');
      const gone = once(engine, 'exit');
      process.kill(engine.pid ?? 0, 'SIGKILL');
      await gone;
    },
    secondInstance: (argv) => void app.emit('second-instance', {}, argv),
    async quit() {
      app.quit();
      await hasQuit;
    },
  };
}

function toAppUrl(url: string): string {
  return url.startsWith(`${pageOrigin}/`) ? url.replace(`${pageOrigin}/`, appUrl) : url;
}
