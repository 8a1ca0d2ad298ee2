import { CopyButton } from '@mantine/core';
import { useHost } from '../api/workbench';
import { notifyError } from '../state/notices';

interface PathTextProps {
  /** "the log" */
  what: string;
  path: string;
  /** It lies where the window may look: in a project or the cache. */
  canReveal?: boolean;
}

/** A path to copy, and to show in the file manager where there is one. */
export function PathText({ what, path, canReveal = false }: PathTextProps) {
  const { reveal } = useHost();
  return (
    <>
      <span className="mono">{path}</span>{' '}
      <CopyButton value={path}>
        {({ copied, copy }) => (
          <button type="button" className="linkbutton" onClick={copy} aria-label={`Copy the path of ${what}`}>
            {copied ? 'copied' : 'copy'}
          </button>
        )}
      </CopyButton>
      {canReveal && reveal && (
        <>
          {' '}
          <button
            type="button"
            className="linkbutton"
            onClick={() => void reveal(path).catch(notifyError)}
            aria-label={`Show ${what} in its folder`}
          >
            show
          </button>
        </>
      )}
    </>
  );
}
