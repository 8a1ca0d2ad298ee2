import { byName } from '../../../app/base/byName';
import type { GivenFile } from './host';

/** The files of a drop, folders walked through. Reads the drop at once: the browser forgets it when its handler returns. */
export function droppedFiles(transfer: DataTransfer): Promise<GivenFile[]> {
  const entries = entriesOf(transfer);
  if (entries.length > 0) return filesOf(entries);
  // A drop made by a script has files but no entries.
  return Promise.resolve([...transfer.files].map((file) => ({ file, relativeName: file.name })));
}

/** The name of the folder that was dropped, where nothing was dropped beside it. */
export function droppedFolder(transfer: DataTransfer): string | null {
  const [entry, ...others] = entriesOf(transfer);
  return entry?.isDirectory && others.length === 0 ? entry.name : null;
}

function entriesOf(transfer: DataTransfer): FileSystemEntry[] {
  return [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
}

async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // readEntries hands out at most a hundred at a time, and an empty list at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}

/** A browser lists folders in no order; rows are read in that of the files. */
const sorted = (files: GivenFile[]): GivenFile[] => files.sort((a, b) => byName(a.relativeName, b.relativeName));

/** All files of the entries, folders walked through. */
async function filesOf(entries: FileSystemEntry[], prefix = ''): Promise<GivenFile[]> {
  const found: GivenFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory) {
      const inside = await readFolder(entry as FileSystemDirectoryEntry);
      found.push(...sorted(await filesOf(inside, `${prefix}${entry.name}/`)));
    } else {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      found.push({ file, relativeName: prefix + entry.name });
    }
  }
  return found;
}

/** The system's own file chooser. Resolves to nothing when cancelled. */
export function chooseFiles(kind: 'files' | 'folder'): Promise<GivenFile[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = kind === 'folder';
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])].map((file) => ({ file, relativeName: file.webkitRelativePath || file.name }));
      resolve(kind === 'folder' ? sorted(files) : files);
    });
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
