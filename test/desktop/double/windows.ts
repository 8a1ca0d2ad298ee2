// BrowserWindow and WebContents over real pages of Chromium.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { pageSide } from './pageSide.ts';
import type { DoublePort } from './ports.ts';
import { toAppUrl, toPageUrl, type Asked, type DoubleSession } from './sessions.ts';

export interface WindowWorld {
  context: BrowserContext;
  asked: Asked[];
  defaultSession: DoubleSession;
  windows: Set<DoubleWindow>;
  ipcListeners: Map<string, (event: unknown, input: unknown) => unknown>;
  ipcHandlers: Map<string, (event: unknown, input: unknown) => unknown>;
  askWhereToSave: (options: object) => Promise<unknown>;
  onContents: (contents: DoubleContents) => void;
  onShown: (page: Page) => void;
  onFailed: (error: unknown) => void;
  onAllClosed: () => void;
}

interface Preferences {
  preload?: string;
  javascript?: boolean;
  session?: DoubleSession;
}

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface PdfOptions {
  pageSize: string;
  preferCSSPageSize: boolean;
  printBackground: boolean;
  generateTaggedPDF: boolean;
}

const pagePorts = new Map<number, DoublePort>();
let nextPort = 0;

export class DoubleFrame {
  readonly #contents: DoubleContents;
  readonly #url: () => string;
  constructor(contents: DoubleContents, url: () => string) {
    this.#contents = contents;
    this.#url = url;
  }
  get url(): string {
    return this.#url();
  }
  postMessage(channel: string, message: unknown, transfer: DoublePort[] = []): void {
    this.#contents.deliver(channel, message, transfer);
  }
}

export class DoubleContents extends EventEmitter {
  page: Page | undefined;
  #opening: Promise<Page> | undefined;
  #devtools: CDPSession | undefined;
  #loading: string | undefined;
  /** So many loads of the page fail, as if its file could not be read. */
  failingLoads = 0;
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  readonly mainFrame: DoubleFrame = new DoubleFrame(this, () => toAppUrl(this.page?.url() ?? ''));
  readonly #world: WindowWorld;
  readonly #preferences: Preferences;

  constructor(world: WindowWorld, preferences: Preferences) {
    super();
    this.#world = world;
    this.#preferences = preferences;
  }

  isDestroyed = (): boolean => false;
  setWindowOpenHandler = (handler: typeof this.openHandler): void => void (this.openHandler = handler);
  send = (channel: string, message: unknown): void => this.deliver(channel, message, []);
  forcefullyCrashRenderer = (): void => void this.#devtools?.send('Page.crash').catch(() => undefined);

  deliver(channel: string, message: unknown, transfer: DoublePort[]): void {
    const ids = transfer.map((port) => this.#exposePort(port));
    this.#call('__doubleDeliver', channel, message, ids);
  }

  async load(url: string): Promise<void> {
    this.#opening ??= this.#openPage();
    const page = await this.#opening;
    this.#loading = toPageUrl(url);
    await page.goto(this.#loading);
  }

  async printToPDF(options: PdfOptions): Promise<Buffer> {
    if (!this.page) throw new Error('Nothing is loaded.');
    return this.page.pdf({
      format: options.pageSize,
      preferCSSPageSize: options.preferCSSPageSize,
      printBackground: options.printBackground,
      tagged: options.generateTaggedPDF,
    });
  }

  #exposePort(port: DoublePort): number {
    const id = nextPort++;
    pagePorts.set(id, port);
    port.on('message', ({ data }: { data: unknown }) => this.#call('__doubleDeliverPort', id, data));
    port.on('close', () => this.#call('__doubleClosePort', id));
    port.start();
    return id;
  }

  #call(method: string, ...args: unknown[]): void {
    this.page
      ?.evaluate(([name, values]) => (window as unknown as Record<string, (...args: unknown[]) => void>)[name]?.(...values), [
        method,
        args,
      ] as const)
      // A page that is being left gets no more messages.
      .catch(() => undefined);
  }

  async #openPage(): Promise<Page> {
    const { context, ipcHandlers, ipcListeners } = this.#world;
    const { preload, javascript = true, session = this.#world.defaultSession } = this.#preferences;
    const page = await context.newPage();
    this.page = page;
    const devtools = await context.newCDPSession(page);
    this.#devtools = devtools;
    if (!javascript) await devtools.send('Emulation.setScriptExecutionDisabled', { value: true });
    if (preload !== undefined) {
      const event = () => ({ sender: this, senderFrame: this.mainFrame });
      await page.exposeFunction('__doubleInvoke', (channel: string, input: unknown) =>
        ipcHandlers.get(channel)?.(event(), input),
      );
      await page.exposeFunction(
        '__doubleSend',
        (channel: string, input: unknown) => void ipcListeners.get(channel)?.(event(), input),
      );
      await page.exposeFunction('__doubleOpen', (url: string) => {
        const { action } = this.openHandler({ url: toAppUrl(url) });
        if (action !== 'deny') throw new Error('The double opens no second window.');
      });
      await page.exposeFunction('__doublePort', (id: number, data: unknown) => pagePorts.get(id)?.postMessage(data));
      await page.exposeFunction('__doublePortClose', (id: number) => pagePorts.get(id)?.close());
      await page.addInitScript(pageSide, { preload: readFileSync(preload, 'utf8'), platform: process.platform });
    }
    await page.route('**/*', async (route) => {
      const request = route.request();
      const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
      // Nothing comes of it, and the page stays as it is.
      if (request.isNavigationRequest() && !this.#mayNavigate(request.url(), isPage)) await route.fulfill({ status: 204 });
      else if (isPage && this.failingLoads-- > 0) await route.abort();
      else await session.answer(route);
    });
    page.on('requestfailed', (request) => {
      if (!request.isNavigationRequest()) return;
      const isPage = request.frame() === page.mainFrame();
      const text = request.failure()?.errorText ?? '';
      this.emit('did-fail-load', {}, text.includes('ERR_ABORTED') ? -3 : -2, text, toAppUrl(request.url()), isPage, 1, 1);
    });
    await devtools.send('Page.enable');
    devtools.on('Page.navigatedWithinDocument', ({ url }) => this.emit('did-navigate-in-page', {}, toAppUrl(url), true, 1, 1));
    page.on('download', (download) => void session.download(download, this, this.#world.askWhereToSave));
    page.on('crash', () => {
      this.page = undefined;
      this.#opening = undefined;
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
      void page.close();
    });
    return page;
  }

  /** Loads by the program itself are not asked about; where a page goes by itself is. */
  #mayNavigate(pageUrl: string, isMainFrame: boolean): boolean {
    const url = toAppUrl(pageUrl);
    let prevented = false;
    const event = { url, isMainFrame, isSameDocument: false, preventDefault: () => (prevented = true) };
    if (pageUrl !== this.#loading?.replace(/#.*/, '')) {
      this.emit('will-frame-navigate', event);
      if (isMainFrame) this.emit('will-navigate', event);
    }
    if (prevented) this.#world.asked.push({ kind: 'blocked navigation', detail: url });
    else this.emit('did-start-navigation', event);
    return !prevented;
  }
}

export class DoubleWindow extends EventEmitter {
  readonly webContents: DoubleContents;
  readonly #world: WindowWorld;
  #destroyed = false;
  #maximised = false;
  focused = true;
  bounds: Bounds;

  constructor(world: WindowWorld, given: Partial<Bounds> & { webPreferences: Preferences }) {
    super();
    this.#world = world;
    this.bounds = { x: given.x ?? 100, y: given.y ?? 80, width: given.width ?? 800, height: given.height ?? 600 };
    this.webContents = new DoubleContents(world, given.webPreferences);
    world.windows.add(this);
    world.onContents(this.webContents);
  }

  isDestroyed = (): boolean => this.#destroyed;
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => this.#maximised;
  isFocused = (): boolean => this.focused;
  getNormalBounds = (): Bounds => this.bounds;
  restore = (): void => undefined;
  focus = (): void => void this.#world.asked.push({ kind: 'focus', detail: null });
  setProgressBar = (share: number, options?: { mode?: string }): void =>
    void this.#world.asked.push({ kind: 'progress', detail: [share, options?.mode ?? 'normal'] });

  maximize(): void {
    this.#maximised = true;
    this.emit('maximize');
  }
  /** As a person would, by its edges. */
  place(bounds: Bounds): void {
    this.bounds = bounds;
    this.emit('move');
    this.emit('resize');
  }
  show(): void {
    if (this.webContents.page) this.#world.onShown(this.webContents.page);
  }
  async loadURL(url: string): Promise<void> {
    try {
      await this.webContents.load(url);
      this.emit('ready-to-show');
    } catch (error) {
      this.#world.onFailed(error);
      throw error;
    }
  }
  close(): boolean {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
    return !prevented;
  }
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#world.windows.delete(this);
    void this.webContents.page?.close();
    this.emit('closed');
    if (this.#world.windows.size === 0) this.#world.onAllClosed();
  }
}
