import type { Page } from 'playwright-core';

/** One running desktop app, whichever Electron it runs in. */
export interface DesktopApp {
  page: Page;
  /** Ends the engine's process the hard way. */
  killEngine(): Promise<void>;
  close(): Promise<void>;
}

export type LaunchDesktop = (options: { home: string; project?: string }) => Promise<DesktopApp>;
