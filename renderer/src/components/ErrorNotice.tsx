import { Button, CopyButton } from '@mantine/core';
import { toWire, type ErrorPlace, type WireError } from '../../../app/base/errors';
import { ErrorHelpLink } from './ErrorHelpLink';
import { HintText } from './HintText';
import { Message } from './Message';

/** "file strikes.csv, line 12, column speed" */
export function whereText(where: ErrorPlace): string {
  const parts: string[] = [];
  if (where.file) parts.push(`file ${where.file}`);
  if (where.path) parts.push(where.path);
  if (where.line !== undefined) parts.push(`line ${where.line}`);
  if (where.row !== undefined) parts.push(`row ${where.row}`);
  if (where.column) parts.push(`column ${where.column}`);
  if (where.tensor) parts.push(`tensor ${where.tensor}`);
  return `Where: ${parts.join(', ')}`;
}

function detailsText(error: WireError): string {
  return [`${error.code}: ${error.message}`, error.hint, error.where ? whereText(error.where) : ''].filter(Boolean).join('\n');
}

export function CopyDetails({ error }: { error: WireError }) {
  return (
    <CopyButton value={detailsText(error)}>
      {({ copied, copy }) => (
        <button type="button" className="linkbutton small" onClick={copy}>
          {copied ? 'Copied' : 'Copy details'}
        </button>
      )}
    </CopyButton>
  );
}

interface ErrorNoticeProps {
  error: unknown;
  retry?: () => void;
  extra?: { label: string; run: () => void };
}

/** What happened, what to do, where, and the details to hand on. */
export function ErrorNotice({ error, retry, extra }: ErrorNoticeProps) {
  const wire = toWire(error);
  return (
    <Message tone="bad" role="alert">
      <strong>{wire.message}</strong>
      <HintText hint={wire.hint} />
      {wire.where && <div className="small">{whereText(wire.where)}</div>}
      <div style={{ display: 'flex', gap: 'var(--space-12)', alignItems: 'center', marginTop: 'var(--space-6)' }}>
        {retry && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        {extra && (
          <Button size="compact-sm" variant="default" onClick={extra.run}>
            {extra.label}
          </Button>
        )}
        <CopyDetails error={wire} />
        <ErrorHelpLink code={wire.code} />
      </div>
    </Message>
  );
}
