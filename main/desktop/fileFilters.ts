// What the dialogs of the system offer. What a file really is, its content says; these only spare looking.
import { extname } from 'node:path';
import type { FileFilter } from 'electron';

const models = ['onnx'];
const tables = ['csv', 'tsv', 'txt', 'parquet', 'pq', 'json', 'jsonl', 'ndjson', 'arrow', 'feather', 'xlsx', 'gz', 'zst'];
/** The one that is being written ends in .jsonl.part. */
const logs = ['jsonl', 'part', 'parquet'];

const everything: FileFilter = { name: 'All files', extensions: ['*'] };

export const openFilters: FileFilter[] = [
  { name: 'Models, tables, projects and bundles', extensions: [...models, ...tables, 'part', 'zip', 'reference'] },
  { name: 'ONNX models', extensions: models },
  { name: 'Tables', extensions: tables },
  { name: 'Bundles', extensions: ['zip'] },
  { name: 'Logs of deployed bundles', extensions: logs },
  { name: 'Saved references', extensions: ['reference'] },
  everything,
];

const savedKinds = new Map([
  ['.csv', 'CSV table'],
  ['.html', 'HTML report'],
  ['.json', 'JSON'],
  ['.parquet', 'Parquet table'],
  ['.pdf', 'PDF document'],
  ['.png', 'PNG picture'],
  ['.reference', 'Saved reference'],
  ['.svg', 'SVG picture'],
  ['.zip', 'Bundle'],
]);

/** The kind of file that is saved comes first, so that a name without an extension gets the right one. */
export function saveFilters(name: string): FileFilter[] {
  const extension = extname(name).toLowerCase();
  const kind = savedKinds.get(extension);
  return kind === undefined ? [everything] : [{ name: kind, extensions: [extension.slice(1)] }, everything];
}
