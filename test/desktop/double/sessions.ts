// Sessions: custom schemes, requests that may be refused, downloads.
import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import type { Download, Route } from 'playwright-core';

type ProtocolHandler = (request: Request) => Promise<Response>;
type RequestGuard = (details: { url: string }, answer: (result: { cancel?: boolean }) => void) => void;

// Custom schemes do not exist outside Electron: app://workbench/ is http://workbench.localhost/ in the page.
export function toPageUrl(url: string): string {
  return url.replace(/^app:\/\/([a-z]+)\//, 'http://$1.localhost/');
}

export function toAppUrl(url: string): string {
  return url.replace(/^(blob:)?http:\/\/([a-z]+)\.localhost\//, '$1app://$2/');
}

export interface Asked {
  kind: string;
  detail: unknown;
}

export class DoubleSession extends EventEmitter {
  readonly #handlers = new Map<string, ProtocolHandler>();
  readonly #asked: Asked[];
  #guard: RequestGuard = (_details, answer) => answer({});
  constructor(asked: Asked[]) {
    super();
    this.#asked = asked;
  }

  readonly protocol = { handle: (scheme: string, handler: ProtocolHandler): void => void this.#handlers.set(scheme, handler) };
  readonly webRequest = { onBeforeRequest: (guard: RequestGuard): void => void (this.#guard = guard) };
  // Who asks for nothing gets nothing in the browser, too; what is answered is tested by itself.
  setPermissionRequestHandler = (): void => undefined;
  setPermissionCheckHandler = (): void => undefined;
  setDevicePermissionHandler = (): void => undefined;
  setDisplayMediaRequestHandler = (): void => undefined;

  async answer(route: Route): Promise<void> {
    const url = toAppUrl(route.request().url());
    let cancel = false;
    this.#guard({ url }, (result) => (cancel = result.cancel === true));
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (cancel || !handler) {
      this.#asked.push({ kind: 'blocked request', detail: url });
      await route.abort();
      return;
    }
    const response = await handler(new Request(url, { method: route.request().method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  /** As Electron does with a download that nobody gave a path: it asks the person. */
  async download(download: Download, contents: object, ask: (options: object) => Promise<unknown>): Promise<void> {
    let prevented = false;
    let options: object = { defaultPath: download.suggestedFilename() };
    const item = {
      getURL: () => toAppUrl(download.url()),
      getFilename: () => basename(download.suggestedFilename()),
      setSaveDialogOptions: (given: object) => (options = given),
    };
    this.emit('will-download', { preventDefault: () => (prevented = true) }, item, contents, null);
    if (prevented) {
      this.#asked.push({ kind: 'blocked download', detail: item.getURL() });
      await download.cancel();
      return;
    }
    const answer = (await ask(options)) as { canceled: boolean; filePath?: string };
    if (answer.canceled || answer.filePath === undefined) await download.cancel();
    else {
      await download.saveAs(answer.filePath);
      this.#asked.push({ kind: 'downloaded', detail: answer.filePath });
    }
  }
}
