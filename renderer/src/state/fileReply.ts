import type { FileIdentity } from '../../../app/api/schemas/projects';
import { counted } from '../format/numbers';
import { baseName } from '../host/host';
import type { Notice } from './notices';

type Reply = Pick<Notice, 'tone' | 'title' | 'body' | 'sticky'>;

/** "Found a model, 1 table and labels.txt", and one notice for each thing that cannot be used. */
export function fileReply(files: FileIdentity[]): Reply[] {
  const count = (role: FileIdentity['role']) => files.filter((file) => file.role === role).length;
  const parts: string[] = [];
  const models = count('model');
  if (models > 0) parts.push(models === 1 ? 'a model' : `${models} models`);
  if (count('data') > 0) parts.push(counted(count('data'), 'table'));
  for (const file of files) {
    if (file.role === 'labels' || file.role === 'mapping' || file.role === 'external-data') parts.push(baseName(file.path));
  }
  if (count('project') > 0) parts.push('a project');
  if (count('bundle') > 0) parts.push('a bundle');
  const replies: Reply[] = [];
  if (parts.length > 0) {
    const last = parts.at(-1) ?? '';
    replies.push({
      tone: 'good',
      title: `Found ${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${last}` : last}.`,
      sticky: false,
    });
  }
  if (models > 1) {
    const first = files.find((file) => file.role === 'model');
    replies.push({
      tone: 'warn',
      title: `A project holds one model: “${baseName(first?.path ?? '')}” was taken.`,
      body: 'Drop another one alone to use it instead.',
      sticky: true,
    });
  }
  const unknown = files.filter((file) => file.role === 'unknown');
  for (const file of unknown.slice(0, 3)) {
    replies.push({
      tone: 'warn',
      title: `“${baseName(file.path)}” cannot be used: ${file.what}.`,
      body: file.hint ?? 'Drop an ONNX model, or a table: CSV, Parquet, JSON, Arrow or Excel.',
      sticky: true,
    });
  }
  if (unknown.length > 3) {
    replies.push({ tone: 'warn', title: `${counted(unknown.length - 3, 'more file')} cannot be used.`, sticky: false });
  }
  if (files.length === 0) {
    replies.push({ tone: 'warn', title: 'Nothing was found in there.', body: 'The folder is empty.', sticky: false });
  }
  return replies;
}
