// A double of the `electron` module: what main/desktop uses of it, with a real Chromium page as the window.
import { EventEmitter, once } from 'node:events';
import type { BrowserContext, Page } from 'playwright-core';
import { Menu, type MenuItem } from './menu.ts';
import { DoubleChannel } from './ports.ts';
import { DoubleSession, type Asked } from './sessions.ts';
import { createUtilityProcess } from './utilityProcess.ts';
import { DoubleContents, DoubleFrame, DoubleWindow, type WindowWorld } from './windows.ts';

export interface DoubleOptions {
  context: BrowserContext;
  /** Bundled utilityChild.ts. */
  utilityPrelude: string;
  /** Every path of the system that the program asks for. */
  folder: string;
  isPackaged: boolean;
}

type IpcListener = (event: unknown, input: unknown) => unknown;

export interface ElectronDouble {
  /** Stands in for `import … from 'electron'`. */
  module: Record<string, unknown>;
  /** The page of the first window, when it has been shown. */
  firstPage: Promise<Page>;
  /** The page that the window shows now: another one after a crash. */
  page(): Page;
  window(): DoubleWindow;
  windowOptions: Record<string, unknown>[];
  /** What the program asked of the system. */
  asked: Asked[];
  /** Answers of the next dialogs, in order; a promise keeps the dialog open. */
  dialogAnswers: unknown[];
  notifications: EventEmitter[];
  sandboxed: () => boolean;
  schemes: unknown[];
  sessions: () => DoubleSession[];
  findItem(path: string[]): MenuItem | undefined;
  menuItem(...path: string[]): MenuItem;
  /** Chooses from the menu as a person does. */
  choose(...path: string[]): void;
  /** Sends an IPC message as some other frame would. */
  sendAs(sender: { url: string; main: boolean }, channel: string, input: unknown): Promise<unknown>;
  killEngine(): Promise<void>;
  /** While true, every new engine ends at once, too. */
  keepEngineDown(isDown: boolean): void;
  secondInstance(argv: string[], cwd?: string): void;
  openFile(path: string): void;
  quit(): Promise<void>;
  hasQuit: Promise<void>;
}

export function createElectronDouble(options: DoubleOptions): ElectronDouble {
  const utility = createUtilityProcess(options.utilityPrelude);
  const asked: Asked[] = [];
  const windowOptions: Record<string, unknown>[] = [];
  const dialogAnswers: unknown[] = [];
  const notifications: EventEmitter[] = [];
  const schemes: unknown[] = [];
  const ipcHandlers = new Map<string, IpcListener>();
  const ipcListeners = new Map<string, IpcListener>();
  const sessions = [new DoubleSession(asked)];
  const [defaultSession] = sessions as [DoubleSession];
  let sandboxed = false;
  let menu: Menu | null = null;
  const { promise: firstPage, resolve: showFirst, reject: failFirst } = withResolvers<Page>();
  const { promise: hasQuit, resolve: quitted } = withResolvers<void>();
  // Told to whoever launches; a later failure is the test's own to see.
  firstPage.catch(() => undefined);

  const dialog = async (kind: string, detail: unknown, otherwise: unknown): Promise<unknown> => {
    asked.push({ kind, detail });
    return (await dialogAnswers.shift()) ?? otherwise;
  };
  const cancelled = { canceled: true, filePaths: [] };

  class App extends EventEmitter {
    isPackaged = options.isPackaged;
    requestSingleInstanceLock = (): boolean => true;
    enableSandbox = (): void => void (sandboxed = true);
    whenReady = (): Promise<void> => Promise.resolve();
    getPath = (): string => options.folder;
    setAppUserModelId = (): void => undefined;
    addRecentDocument = (path: string): void => void asked.push({ kind: 'recent document', detail: path });
    setJumpList = (list: unknown): void => void asked.push({ kind: 'jump list', detail: list });
    quit(): void {
      let prevented = false;
      this.emit('before-quit', { preventDefault: () => (prevented = true) });
      // Electron closes the windows before it goes; one that stays open keeps it.
      if (prevented || ![...world.windows].every((window) => window.close())) return;
      this.emit('will-quit', { preventDefault: () => undefined });
      quitted();
    }
  }
  const app = new App();

  const world: WindowWorld = {
    context: options.context,
    asked,
    defaultSession,
    windows: new Set(),
    ipcHandlers,
    ipcListeners,
    askWhereToSave: (detail) => dialog('save dialog', detail, cancelled),
    onContents: (contents) => void app.emit('web-contents-created', {}, contents),
    onShown: showFirst,
    onFailed: failFirst,
    onAllClosed: () => void app.emit('window-all-closed'),
  };

  class BrowserWindow extends DoubleWindow {
    constructor(given: Record<string, unknown> & { webPreferences: object }) {
      super(world, given);
      windowOptions.push(given);
    }
  }

  class Notification extends EventEmitter {
    static isSupported = (): boolean => true;
    readonly #options: unknown;
    constructor(given: unknown) {
      super();
      this.#options = given;
    }
    show(): void {
      notifications.push(this);
      asked.push({ kind: 'notification', detail: this.#options });
    }
  }

  const module = {
    app,
    BrowserWindow,
    Notification,
    Menu: Object.assign(Menu, { setApplicationMenu: (next: Menu) => void (menu = next), getApplicationMenu: () => menu }),
    MessageChannelMain: DoubleChannel,
    dialog: {
      showOpenDialog: (_window: unknown, detail: unknown) => dialog('open dialog', detail, cancelled),
      showSaveDialog: (_window: unknown, detail: unknown) => dialog('save dialog', detail, cancelled),
      showMessageBox: (_window: unknown, detail: { cancelId: number; signal?: AbortSignal }) => {
        const closed = { response: detail.cancelId, checkboxChecked: false };
        const aborted = new Promise((resolve) => detail.signal?.addEventListener('abort', () => resolve(closed)));
        return Promise.race([dialog('message box', detail, closed), aborted]);
      },
    },
    ipcMain: {
      on: (channel: string, listener: IpcListener) => void ipcListeners.set(channel, listener),
      handle: (channel: string, listener: IpcListener) => void ipcHandlers.set(channel, listener),
    },
    protocol: {
      registerSchemesAsPrivileged: (given: unknown[]) => void schemes.push(...given),
      handle: defaultSession.protocol.handle,
    },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
    session: {
      defaultSession,
      fromPartition: () => {
        const own = new DoubleSession(asked);
        sessions.push(own);
        return own;
      },
    },
    shell: {
      openExternal: async (url: string) => void asked.push({ kind: 'external', detail: url }),
      showItemInFolder: (path: string) => void asked.push({ kind: 'reveal', detail: path }),
      openPath: async (path: string) => (asked.push({ kind: 'open', detail: path }), ''),
    },
    utilityProcess: utility,
  };

  const theWindow = (): DoubleWindow => {
    const [first] = world.windows;
    if (!first) throw new Error('There is no window.');
    return first;
  };
  const menuItem = (...path: string[]): MenuItem => {
    const item = menu?.find(path);
    if (!item) throw new Error(`There is no ${path.join(' > ')} in the menu.`);
    return item;
  };

  return {
    module,
    firstPage,
    page() {
      const { page } = theWindow().webContents;
      if (!page) throw new Error('The window shows no page.');
      return page;
    },
    window: theWindow,
    windowOptions,
    asked,
    dialogAnswers,
    notifications,
    schemes,
    sessions: () => sessions,
    sandboxed: () => sandboxed,
    findItem: (path) => menu?.find(path),
    menuItem,
    choose(...path) {
      const item = menuItem(...path);
      if (!item.enabled) throw new Error(`${path.join(' > ')} is grey.`);
      item.click(theWindow());
    },
    async sendAs({ url, main }, channel, input) {
      const contents = new DoubleContents(world, {});
      contents.page = await firstPage;
      const frame = main ? contents.mainFrame : new DoubleFrame(contents, () => url);
      return (ipcHandlers.get(channel) ?? ipcListeners.get(channel))?.({ sender: contents, senderFrame: frame }, input);
    },
    async killEngine() {
      const engine = [...utility.running].find(({ script }) => script.endsWith('engine.js'));
      if (!engine) throw new Error('There is no engine to kill.');
      const gone = once(engine, 'exit');
      process.kill(engine.pid ?? 0, 'SIGKILL');
      await gone;
    },
    keepEngineDown: (isDown) => utility.keepDown(isDown ? 'engine.js' : null),
    secondInstance: (argv, cwd = options.folder) => void app.emit('second-instance', {}, argv, cwd, null),
    openFile: (path) => void app.emit('open-file', { preventDefault: () => undefined }, path),
    hasQuit,
    async quit() {
      const questions = (): typeof asked => asked.filter(({ kind }) => kind === 'message box');
      const before = questions().length;
      let isOver = false;
      const refused = async (): Promise<void> => {
        while (!isOver && questions().length === before) await new Promise((resolve) => setTimeout(resolve, 20));
        // Nobody is there to answer: whoever wants to be asked closes the window instead.
        if (!isOver) throw new Error(`The program asks before it quits: ${JSON.stringify(questions().at(-1)?.detail)}`);
      };
      app.quit();
      await Promise.race([hasQuit, refused()]).finally(() => (isOver = true));
    },
  };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
