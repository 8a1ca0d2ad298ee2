// Never a white window: a page that ends, hangs or cannot be loaded comes back at the same place, or the person is asked.
import type { BrowserWindow, Dialog } from 'electron';
import type { ShellEvents } from './shellEvents.ts';

export interface CrashCareOptions {
  window: BrowserWindow;
  dialog: Pick<Dialog, 'showMessageBox'>;
  events: ShellEvents;
  /** Where the page was last. */
  address: () => string;
  quit: () => void;
  log: (message: string, detail?: unknown) => void;
  now?: () => number;
}

/** So many ends of the page in so much time come back by themselves. */
const mostReturns = 3;
const withinMs = 60_000;
/** Chromium's name for a load that another one replaced. */
const abortedLoad = -3;

export function careForPage(options: CrashCareOptions): void {
  const { window, dialog, events, log, now = Date.now } = options;
  const contents = window.webContents;
  let returns: number[] = [];

  const comeBack = (): void => {
    if (!window.isDestroyed()) void window.loadURL(options.address()).catch(() => undefined);
  };
  /** Comes back by itself a few times, then asks: a page that always ends would flicker for ever. */
  const recover = async (message: string, detail: string): Promise<void> => {
    returns = [...returns.filter((at) => now() - at < withinMs), now()];
    if (returns.length <= mostReturns) return comeBack();
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message,
      detail: `${detail} Saved work is intact.`,
      buttons: ['Try again', 'Quit'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (response === 1) return options.quit();
    returns = [];
    comeBack();
  };

  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) events.pause();
  });
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    log('the page ended', `${reason}, code ${String(exitCode)}`);
    events.pause();
    events.send({
      kind: 'notice',
      title: 'The window had to be started again.',
      body: `Its page had ended (${reason}). Nothing is lost: runs go on in a process of their own, and you are back where you were.`,
    });
    void recover('The window of Drydock keeps ending.', `The last time: ${reason}.`);
  });
  contents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (!isMainFrame || code === abortedLoad) return;
    log('the page could not be loaded', `${description} (${String(code)}): ${url}`);
    void recover('The window of Drydock cannot be shown.', `${description} (${String(code)}).`);
  });
  contents.on('preload-error', (_event, _path, error) => log('the preload script failed', error));

  let asking: AbortController | undefined;
  window.on('unresponsive', () => {
    if (asking) return;
    asking = new AbortController();
    log('the page hangs');
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        message: 'The window does not answer.',
        detail: 'It may be busy. A run goes on whatever you choose, and you come back to the same place.',
        buttons: ['Wait', 'Start the window again'],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        signal: asking.signal,
      })
      .then(({ response }) => {
        asking = undefined;
        // It ends, and comes back like any other page that ended.
        if (response === 1 && !window.isDestroyed()) contents.forcefullyCrashRenderer();
      });
  });
  window.on('responsive', () => {
    asking?.abort();
    asking = undefined;
  });
}
