import type { Warning } from '../../../app/api/schemas/common';
import { whereText } from './ErrorNotice';
import { NoteList } from './NoteList';

export function WarningList({ label, warnings }: { label: string; warnings: Warning[] }) {
  return (
    <NoteList
      label={label}
      notes={warnings.map(({ message, hint, where }) => ({
        tone: 'warn',
        message,
        details: [hint, where && whereText(where)].filter((line) => line !== undefined),
      }))}
    />
  );
}
