import type { Page } from 'playwright-core';

/** One running Drydock as a person has it before them, whatever it runs in. The same journeys go through all of them. */
export interface JourneyHost {
  /** What it is called in the titles of the tests. */
  readonly name: string;
  /** A browser gets copies of what is dropped and downloads what is saved; a desktop has paths and dialogs. */
  readonly kind: 'browser' | 'desktop';
  /**
   * Whether it is taken through all journeys, or through those alone that the host itself has a part in: how files come in and
   * go out, what windows and keys do, what outlives a restart, a page that is left or an engine that breaks down (docs/decisions/0021).
   */
  readonly takesAll: boolean;
  /** Projects, settings and cache of this one alone. */
  readonly home: string;
  /** The page that the window shows now: another one after `restart` and `leaveAndComeBack`. */
  page(): Page;
  /** Requests to anywhere but the workbench itself, and what the page complained of on its console. */
  readonly elsewhere: string[];
  readonly complaints: string[];

  open(): Promise<void>;
  /** Drags these files and folders over the window and lets go. */
  drop(paths: string[]): Promise<void>;
  /** Answers the file chooser that `press` brings up. */
  pick(paths: string[], press: () => Promise<void>): Promise<void>;
  /** Where the file is that the person gets by `press`; with the name that was proposed for it. */
  saved(press: () => Promise<void>): Promise<string>;
  /** What `press` brings up for printing or saves as PDF: its first bytes as text. */
  printed(press: () => Promise<void>): Promise<string>;
  /** Opens the project in this folder, by a dialog or by typing its path. */
  openProject(folder: string): Promise<void>;
  /** Ends the program in good order and starts it anew, at the address it was left at where the host keeps that. */
  restart(): Promise<void>;
  /** Closes the window, though something is running there, and opens it again. */
  leaveAndComeBack(): Promise<void>;
  /** Ends the engine's process the hard way. */
  killEngine(): Promise<void>;
  close(): Promise<void>;
}
