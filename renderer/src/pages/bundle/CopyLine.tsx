import { CopyButton } from '@mantine/core';

/** A command to take along. */
export function CopyLine({ what, line }: { what: string; line: string }) {
  return (
    <div className="copy-line">
      <span className="soft small">{what}</span>
      <code className="mono">{line}</code>
      <CopyButton value={line}>
        {({ copied, copy }) => (
          <button type="button" className="linkbutton" onClick={copy} aria-label={`Copy the command: ${what}`}>
            {copied ? 'copied' : 'copy'}
          </button>
        )}
      </CopyButton>
    </div>
  );
}
