// What the window tells the desktop around it: the state of its commands, the running job, the end of a long one.
import type { BrowserWindow, Notification } from 'electron';
import { z } from 'zod';
import { JobEndNote, MenuState, ShellProgress, type ShellProgress as Progress } from '../../app/api/schemas/desktopShell.ts';
import { appOrigin } from './appProtocol.ts';
import type { MenuBar } from './menuBar.ts';
import { service, type NativeService } from './nativeService.ts';
import { plainLabel } from './plainLabel.ts';

export interface ShellServicesOptions {
  window: BrowserWindow;
  menuBar: MenuBar;
  Notification: typeof Notification;
  onProgress: (progress: Progress) => void;
  restartEngine: () => void;
  onChangesKept: () => void;
}

export function createShellServices(options: ShellServicesOptions): Record<string, NativeService> {
  const { window, menuBar, Notification } = options;
  /** Shown ones are kept: collected as garbage, a notification would no longer hear its click. */
  const shown = new Set<Notification>();

  return {
    setMenuState: service(MenuState, async ({ enabled }) => {
      menuBar.setEnabled(enabled);
      await menuBar.refresh();
    }),

    setProgress: service(ShellProgress, async (progress) => {
      options.onProgress(progress);
      if (!progress) window.setProgressBar(-1);
      else if (progress.share === null) window.setProgressBar(2, { mode: 'indeterminate' });
      else window.setProgressBar(progress.share);
    }),

    notifyJobEnd: service(JobEndNote, async ({ title, body, hash }) => {
      if (window.isFocused() || !Notification.isSupported()) return;
      const notification = new Notification({ title: plainLabel(title), body: body.slice(0, 200) });
      shown.add(notification);
      notification.on('click', () => {
        if (window.isDestroyed()) return;
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
        void window.loadURL(`${appOrigin}/${hash}`);
      });
      notification.on('close', () => shown.delete(notification));
      notification.show();
    }),

    restartEngine: service(z.null(), async () => options.restartEngine()),

    changesKept: service(z.null(), async () => options.onChangesKept()),
  };
}
