export interface TreeFolder {
  /** '' = the root. */
  folder: string;
  files: { path: string; name: string; bytes: number }[];
}

/** Files by folder: the root first, then folders by name. */
export function fileTree(entries: readonly { path: string; bytes: number }[]): TreeFolder[] {
  const folders = new Map<string, TreeFolder>([['', { folder: '', files: [] }]]);
  for (const { path, bytes } of [...entries].sort((a, b) => a.path.localeCompare(b.path))) {
    const cut = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, cut));
    const of = folders.get(folder) ?? { folder, files: [] };
    of.files.push({ path, name: path.slice(cut + 1), bytes });
    folders.set(folder, of);
  }
  return [...folders.values()].filter(({ files }) => files.length > 0).sort((a, b) => a.folder.localeCompare(b.folder));
}
