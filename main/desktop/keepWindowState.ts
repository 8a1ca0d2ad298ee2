import type { BrowserWindow } from 'electron';
import { appOrigin, isAppUrl } from './appProtocol.ts';
import { createStateKeeper } from './windowState.ts';

export interface KeptWindow {
  /** Where the page is, or was when it ended. */
  address(): string;
  flush(): Promise<void>;
}

/** Follows the window about: its bounds, and the place that its page shows. */
export function keepWindowState(
  window: BrowserWindow,
  options: { config: string; address: string; log: (message: string, error: unknown) => void },
): KeptWindow {
  let address = options.address;
  // A destroyed window cannot be asked any more.
  let shape = { bounds: window.getNormalBounds(), maximised: window.isMaximized() };
  const keeper = createStateKeeper(options.config, {
    read: () => ({ ...shape, place: address.startsWith(`${appOrigin}/#/`) ? address.slice(appOrigin.length + 1) : null }),
    log: options.log,
  });
  const onShape = (): void => {
    if (window.isDestroyed()) return;
    shape = { bounds: window.getNormalBounds(), maximised: window.isMaximized() };
    keeper.changed();
  };
  window.on('resize', onShape);
  window.on('move', onShape);
  window.on('maximize', onShape);
  window.on('unmaximize', onShape);
  window.webContents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
    if (!isMainFrame || !isAppUrl(url)) return;
    address = url;
    keeper.changed();
  });
  return { address: () => address, flush: () => keeper.flush() };
}
