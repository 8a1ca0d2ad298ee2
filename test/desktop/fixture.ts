import type { Page } from 'playwright-core';

/** One running desktop app, whichever Electron it runs in. */
export interface DesktopApp {
  page: Page;
  /** Chooses from the menu of the system, by the labels one below the other. */
  choose(...path: string[]): Promise<void>;
  /** Whether that item of the menu is on; null when there is none. */
  isOn(...path: string[]): Promise<boolean | null>;
  /** Starts the program once more, with these files. */
  startAgain(files: string[]): Promise<void>;
  /** Ends the engine's process the hard way. */
  killEngine(): Promise<void>;
  close(): Promise<void>;
}

/** `files`: what stands on the command line. */
export type LaunchDesktop = (options: { home: string; files?: string[] }) => Promise<DesktopApp>;
