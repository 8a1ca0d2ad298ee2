import type { Warning } from '../../../app/api/schemas/common';
import { bySeverity, severityOf } from '../../../app/api/warnings';
import { whereText } from './ErrorNotice';
import { NoteList, type Note } from './NoteList';

interface WarningListProps {
  label: string;
  warnings: Warning[];
  /** What a note leads to, beside its details. */
  actionFor?: (warning: Warning) => Note['action'];
}

/** Warnings before notes. */
export function WarningList({ label, warnings, actionFor }: WarningListProps) {
  return (
    <NoteList
      label={label}
      notes={bySeverity(warnings).map((warning) => ({
        tone: severityOf(warning) === 'warning' ? 'warn' : 'info',
        message: warning.message,
        details: [warning.hint, warning.where && whereText(warning.where)].filter((line) => line !== undefined),
        action: actionFor?.(warning),
      }))}
    />
  );
}
