import { CopyButton } from '@mantine/core';

/** A sha256 that can be copied whole. */
export function HashText({ sha256 }: { sha256: string }) {
  return (
    <span className="mono">
      {sha256.slice(0, 16)}…{' '}
      <CopyButton value={sha256}>
        {({ copied, copy }) => (
          <button type="button" className="linkbutton" onClick={copy} aria-label="Copy the whole sha256">
            {copied ? 'copied' : 'copy'}
          </button>
        )}
      </CopyButton>
    </span>
  );
}
