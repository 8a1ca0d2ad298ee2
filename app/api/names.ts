// The names that projects and served models get unless somebody gives them one: the window and the command line agree.

const longestProjectName = 120;

/** What a project is called that begins with a file: its name without the folder and the endings. Undefined where that names nothing (`*.csv`). */
export function projectNameFrom(path: string): string | undefined {
  const file = path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  return folderProjectName(file.replace(/\.(gz|zst)$/i, '').replace(/\.[^.]+$/, ''));
}

/** What a project is called that begins with a folder: its name, in which a dot begins no ending. Undefined where that names nothing. */
export function folderProjectName(folder: string): string | undefined {
  return /[\p{L}\p{N}]/u.test(folder) ? folder.trim().slice(0, longestProjectName) : undefined;
}

/** The name under which the model of a project is served: what fits URLs, image names and file names alike. */
export function servedName(projectName: string): string {
  const plain = projectName
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\.onnx$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return plain || 'model';
}
