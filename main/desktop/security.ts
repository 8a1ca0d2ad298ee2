// What every page of this program is kept from, whatever it tries. Numbers: Electron's security checklist.
import { basename, join } from 'node:path';
import type { Session, WebContents } from 'electron';
import { isAppUrl } from './appProtocol.ts';
import { isAllowedExternal } from './externalLinks.ts';
import { saveFilters } from './fileFilters.ts';

/** What the window may ask of the system: to copy text when a person says so, and to fill the screen. Nothing else. */
const grantedPermissions = new Set(['clipboard-sanitized-write', 'fullscreen']);

/** 5: permissions. 1: nothing is loaded from elsewhere; this program works offline. */
export function guardSession(session: Session, isLoaded: (url: string) => boolean = isLocal): void {
  const isGranted = (permission: string, url: string | undefined, isMainFrame: boolean): boolean =>
    grantedPermissions.has(permission) && isMainFrame && url !== undefined && isAppUrl(url);
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isGranted(permission, details.requestingUrl, details.isMainFrame)),
  );
  session.setPermissionCheckHandler((_contents, permission, _origin, details) =>
    isGranted(permission, details.requestingUrl, details.isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLoaded(details.url) }));
}

/** Only what the window itself made (a chart's picture, a mapping) is saved, and only where a dialog says. */
export function guardDownloads(session: Session, documents: string): void {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:app://workbench/')) {
      event.preventDefault();
      return;
    }
    const name = basename(item.getFilename());
    item.setSaveDialogOptions({ defaultPath: join(documents, name), filters: saveFilters(name) });
  });
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
