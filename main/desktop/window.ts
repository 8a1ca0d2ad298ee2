import type { BrowserWindowConstructorOptions, Rectangle, WebPreferences } from 'electron';

/** Isolated, sandboxed, without Node. Every setting is said, whatever the default of the day is. */
export const hardenedPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
  devTools: false,
} as const satisfies WebPreferences;

export interface WindowOptions {
  preload: string;
  /** Where it was the last time. */
  bounds: Rectangle | null;
  /** A PNG; other systems than Linux take the one of the package. */
  icon: string | null;
  /** Only for who works on the program itself. */
  devTools: boolean;
}

export function windowOptions({ preload, bounds, icon, devTools }: WindowOptions): BrowserWindowConstructorOptions {
  return {
    width: 1360,
    height: 880,
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Drydock',
    ...(icon !== null && { icon }),
    webPreferences: { ...hardenedPreferences, preload, devTools },
  };
}
