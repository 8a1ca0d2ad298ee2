import type { Warning } from '../../../app/api/schemas/common';
import { bySeverity, severityOf } from '../../../app/api/warnings';
import { whereText } from './ErrorNotice';
import { NoteList } from './NoteList';

/** Warnings before notes. */
export function WarningList({ label, warnings }: { label: string; warnings: Warning[] }) {
  return (
    <NoteList
      label={label}
      notes={bySeverity(warnings).map((warning) => ({
        tone: severityOf(warning) === 'warning' ? 'warn' : 'info',
        message: warning.message,
        details: [warning.hint, warning.where && whereText(warning.where)].filter((line) => line !== undefined),
      }))}
    />
  );
}
