// The end, in order: ask while a run is under way or much work would be lost, let jobs keep what they finished, then go.
import type { App, BrowserWindow, Dialog } from 'electron';
import { lostWorkMs } from '../../app/api/lostWork.ts';
import type { ShellProgress } from '../../app/api/schemas/desktopShell.ts';
import { plainLabel } from './plainLabel.ts';

export interface QuitGuardOptions {
  app: Pick<App, 'on' | 'quit'>;
  window: BrowserWindow;
  dialog: Pick<Dialog, 'showMessageBox'>;
  /** The running job, as the window told last. */
  running: () => ShellProgress;
  /** Ends what runs; what is finished is kept. */
  stop: () => Promise<void>;
}

export function guardQuit({ app, window, dialog, running, stop }: QuitGuardOptions): void {
  let state: 'open' | 'asking' | 'stopping' | 'stopped' = 'open';

  const mayQuit = async (): Promise<boolean> => {
    const job = running();
    if (!job) return true;
    const lostMs = lostWorkMs(job, Date.now());
    if (!job.keeps && lostMs === 0) return true;
    const share = job.share === null ? '' : `: ${String(Math.floor(job.share * 100))} %`;
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: `“${plainLabel(job.title)}” is under way${share}`,
      detail: job.keeps
        ? 'When you quit, it is cancelled. What is finished by then is kept.'
        : `When you quit, it is cancelled, and its work of ${String(Math.round(lostMs / 1000))} seconds is lost.`,
      buttons: ['Keep running', job.keeps ? 'Quit and keep what is finished' : 'Quit and lose its work'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    return response === 1;
  };

  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state !== 'open') return;
    state = 'asking';
    void mayQuit().then(async (may) => {
      if (!may) {
        state = 'open';
        return;
      }
      state = 'stopping';
      await stop().finally(() => {
        state = 'stopped';
        app.quit();
      });
    });
  });
  // Closing the only window is quitting: asked before the window is gone, not after.
  window.on('close', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    app.quit();
  });
}
