import type { Channel } from '../../../app/api/channel';

/** A file a person dropped or picked, with its place inside a dropped folder. */
export interface GivenFile {
  file: File;
  /** "folder/sub/name.csv", or just the name. */
  relativeName: string;
}

export interface UploadProgress {
  doneBytes: number;
  totalBytes: number;
  name: string;
}

/** What the window needs of the place it runs in. Two exist: the desktop shell and a browser on loopback. */
export interface Host {
  kind: 'desktop' | 'browser';
  openChannel(): Promise<Channel>;
  /** Absolute paths, on the workbench's machine, of what was dropped. Must be called within the drop event. */
  takeDrop(transfer: DataTransfer, onProgress: (progress: UploadProgress) => void): Promise<string[]>;
  /** Lets the person choose files or a folder; an empty list when they think better of it. */
  pick(kind: 'files' | 'folder', onProgress: (progress: UploadProgress) => void): Promise<string[]>;
  /** A native dialog for project folders, or null where a path must be typed. */
  pickProject: (() => Promise<string | null>) | null;
  /** Gives the person their own copy of a file the workbench wrote. */
  saveCopy(path: string): Promise<void>;
  /** Shows the file in the system's file manager, where that is possible. */
  reveal: ((path: string) => Promise<void>) | null;
  /** Opens a file the workbench wrote (a report) for reading. */
  view(path: string): Promise<void>;
}

export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
