import type { FileIdentity } from '../../../app/api/schemas/projects';
import { counted } from '../format/numbers';
import { baseName } from '../host/host';
import type { Notice } from './notices';

type Reply = Pick<Notice, 'tone' | 'title' | 'body' | 'sticky' | 'error'>;

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
  if (count('log') > 0) parts.push('the log of a deployed bundle');
  if (count('project') > 0) parts.push('a project');
  if (count('bundle') > 0) parts.push('a bundle');
  const documents = files.filter((file) => file.role === 'document');
  const replies: Reply[] = [];
  if (parts.length > 0) {
    const last = parts.at(-1) ?? '';
    replies.push({
      tone: 'good',
      title: `Found ${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${last}` : last}.`,
      ...(documents.length > 0 && { body: `Left aside: ${namesOf(documents)}.` }),
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
  if (count('labels') > 1) {
    const first = files.find((file) => file.role === 'labels');
    replies.push({
      tone: 'warn',
      title: `One file names the classes: “${baseName(first?.path ?? '')}” was taken.`,
      body: 'Drop another one alone to use it instead.',
      sticky: true,
    });
  }
  // Beside something of use they are no news; alone they are what the person is asking about.
  const unknown = files.filter(({ role }) => role === 'unknown' || (role === 'document' && parts.length === 0));
  for (const file of unknown.slice(0, 3)) {
    replies.push(refusal(file));
  }
  if (unknown.length > 3) {
    replies.push({ tone: 'warn', title: `${counted(unknown.length - 3, 'more file')} cannot be used.`, sticky: false });
  }
  if (files.length === 0) {
    replies.push({ tone: 'warn', title: 'Nothing was found in there.', body: 'The folder is empty.', sticky: false });
  }
  return replies;
}

/** "README.md, train.py and 3 more" */
function namesOf(files: FileIdentity[]): string {
  const names = files.slice(0, 2).map(({ path }) => baseName(path));
  return `${names.join(', ')}${files.length > 2 ? ` and ${files.length - 2} more` : ''}`;
}

/** What it is, where it lies and what to do: with details to copy, as of any error. */
function refusal({ path, what, hint }: FileIdentity): Reply {
  const name = baseName(path);
  const reason = what.replace(/\.$/, '');
  const message = reason.startsWith(`${name} `)
    ? `“${name}” cannot be used: it ${reason.slice(name.length + 1)}.`
    : `“${name}” cannot be used: ${reason}.`;
  const advice = hint ?? 'Drop an ONNX model, or a table: CSV, Parquet, JSON, Arrow or Excel.';
  return {
    tone: 'warn',
    title: message,
    error: { code: 'INVALID_INPUT', message, hint: advice, where: { file: path } },
    sticky: true,
  };
}
