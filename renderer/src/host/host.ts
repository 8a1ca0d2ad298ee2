import type { Channel } from '../../../app/api/channel';
import type { JobEndNote, MenuState, ShellEvent, ShellProgress } from '../../../app/api/schemas/desktopShell';

/** A file a person dropped or picked, with its place inside a dropped folder. */
export interface GivenFile {
  file: File;
  /** "folder/sub/name.csv", or just the name. */
  relativeName: string;
}

/** What was dropped or chosen, as it lies on the workbench's machine. */
export interface GivenPaths {
  /** Absolute. */
  paths: string[];
  /** Its name, where it is one folder and nothing beside it. */
  folder: string | null;
}

export interface UploadProgress {
  doneBytes: number;
  totalBytes: number;
  name: string;
  /** Where a stand-in for the file lies that has its beginning and its end: enough to see what it is. Null for small files. */
  standIn: string | null;
  /** Ends it; what was taken over so far is removed. */
  cancel: () => void;
}

/** The desktop around the window: its menu, its taskbar, what it opens from outside. */
export interface DesktopShell {
  /** Everything the desktop says, from before the first listener on. Returns how to stop listening. */
  subscribe(listener: (event: ShellEvent) => void): () => void;
  setMenuState(state: MenuState): Promise<void>;
  setProgress(progress: ShellProgress): Promise<void>;
  /** Shown by the system only when the window is not in front; a click comes back to that place. */
  notifyJobEnd(note: JobEndNote): Promise<void>;
  /** Starts an engine that had ended for good. */
  restartEngine(): Promise<void>;
  /** What was being changed when the desktop said `leave` has arrived. */
  changesKept(): Promise<void>;
}

/** What the window needs of the place it runs in. Two exist: the desktop shell and a browser on loopback. */
export interface Host {
  kind: 'desktop' | 'browser';
  openChannel(): Promise<Channel>;
  /** Must be called within the drop event. */
  takeDrop(transfer: DataTransfer, onProgress: (progress: UploadProgress) => void): Promise<GivenPaths>;
  /** Lets the person choose files or a folder; no path when they think better of it. */
  pick(kind: 'files' | 'folder', onProgress: (progress: UploadProgress) => void): Promise<GivenPaths>;
  /** A native dialog for project folders, or null where a path must be typed. */
  pickProject: (() => Promise<string | null>) | null;
  /** Gives the person their own copy of a file the workbench wrote. */
  saveCopy(path: string): Promise<void>;
  /** Shows the file in the system's file manager, where that is possible. */
  reveal: ((path: string) => Promise<void>) | null;
  /** Opens a file the workbench wrote (a report) for reading. */
  view(path: string): Promise<void>;
  /** Saves a written report as PDF where the person says: the path, or null when they think better of it. Null in a browser, which prints by itself. */
  savePdf: ((path: string) => Promise<string | null>) | null;
  shell: DesktopShell | null;
}

export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
