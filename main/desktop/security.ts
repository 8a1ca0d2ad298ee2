// What every page of this program is kept from, whatever it tries. Numbers: Electron's security checklist.
import type { Session, WebContents } from 'electron';
import { isAppUrl } from './appProtocol.ts';
import { isAllowedExternal } from './externalLinks.ts';

/** 5: no permission, ever. 1: nothing is loaded from elsewhere; this program works offline. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLocal(details.url) }));
}

/** 11–14: no navigation away, no second window, no webview. For every contents there will ever be. */
export function guardContents(contents: WebContents, openExternal: (url: string) => Promise<void>): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!isAppUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-frame-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // 15: links go to the person's browser, and only to places we know.
    if (isAllowedExternal(url)) void openExternal(url);
    return { action: 'deny' };
  });
}

function isLocal(url: string): boolean {
  return isAppUrl(url) || /^(blob:app:\/\/workbench\/|data:|devtools:)/.test(url);
}
