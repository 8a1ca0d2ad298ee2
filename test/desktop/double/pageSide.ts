// What the double puts into the page before anything else runs there: the `electron` that a sandboxed preload may require,
// then the real preload itself. Written as one function, because it is sent to the page as text.

export interface PageSideOptions {
  preload: string;
  platform: string;
}

export function pageSide({ preload, platform }: PageSideOptions): void {
  interface DoubleWindow extends Window {
    __doubleInvoke(channel: string, input: unknown): Promise<unknown>;
    __doubleSend(channel: string, input: unknown): Promise<void>;
    __doublePort(port: number, data: unknown): Promise<void>;
    __doublePortClose(port: number): Promise<void>;
    __doubleOpen(url: string): Promise<void>;
    __doubleDeliver(channel: string, message: unknown, ports: number[]): void;
    __doubleDeliverPort(port: number, data: unknown): void;
    __doubleClosePort(port: number): void;
    /** Where the files of the next drop are, by name: a page is not told. */
    __doublePaths?: Map<string, string>;
  }
  const page = window as unknown as DoubleWindow;
  // Ports of the main process, as real ports of the page.
  const ports = new Map<number, MessagePort>();
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, message: unknown) => void)[]>();

  page.__doubleDeliver = (channel, message, ids) => {
    const given = ids.map((id) => {
      const pair = new MessageChannel();
      pair.port1.onmessage = (event) => void page.__doublePort(id, event.data);
      pair.port1.addEventListener('close', () => void page.__doublePortClose(id));
      ports.set(id, pair.port1);
      return pair.port2;
    });
    for (const listener of listeners.get(channel) ?? []) listener({ ports: given }, message);
  };
  page.__doubleDeliverPort = (id, data) => ports.get(id)?.postMessage(data);
  page.__doubleClosePort = (id) => ports.get(id)?.close();

  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, api: object) {
        // As the bridge does: own, read-only, functions and plain values alone.
        const copy = Object.fromEntries(
          Object.entries(api).map(([key, value]) => {
            if (typeof value !== 'function' && typeof value !== 'string') throw new TypeError(`${key} cannot cross the bridge`);
            return [key, value];
          }),
        );
        Object.defineProperty(window, name, { value: Object.freeze(copy), enumerable: true });
      },
    },
    ipcRenderer: {
      invoke: (channel: string, input: unknown) => page.__doubleInvoke(channel, input),
      send: (channel: string, input: unknown) => void page.__doubleSend(channel, input ?? null),
      on(channel: string, listener: (event: { ports: MessagePort[] }, message: unknown) => void) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
    },
    webUtils: {
      getPathForFile: (file: File) =>
        file.size === 0 && file.name === '' ? '' : (page.__doublePaths?.get(file.name) ?? `/dropped/${file.name}`),
    },
  };
  const require = (name: string): unknown => {
    if (name === 'electron') return electron;
    throw new Error(`A sandboxed preload cannot require ${name}.`);
  };
  // The handler of new windows is asked before there is one; when it denies, the page gets null.
  const open = (url: string | URL = 'about:blank'): null => {
    void page.__doubleOpen(new URL(url, location.href).href);
    return null;
  };
  window.open = open;
  window.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[target="_blank"]') : null;
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    open(link.href);
  });
  // Frames inside the page get no preload: nodeIntegrationInSubFrames is off.
  if (window.top !== window) return;
  // The preload comes as text; Electron, too, wraps it into a function with these parameters.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = new Function('require', 'module', 'exports', 'process', preload) as (...args: unknown[]) => void;
  const module = { exports: {} };
  run(require, module, module.exports, { platform });
}
