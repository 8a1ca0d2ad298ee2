import { CopyButton } from '@mantine/core';
import { Fragment } from 'react';

/** What to do. Lines that begin with four spaces are code, to be copied as a whole. */
export function HintText({ hint }: { hint: string }) {
  const parts = hint.match(/^( {4}).*$(\n {4}.*$)*|^.*$/gm) ?? [];
  return (
    <div className="hint-text">
      {parts.map((part, index) => (
        <Fragment key={index}>
          {part.startsWith('    ') ? <CodeLines code={part.replaceAll(/^ {4}/gm, '')} /> : <div>{part}</div>}
        </Fragment>
      ))}
    </div>
  );
}

function CodeLines({ code }: { code: string }) {
  return (
    <>
      <pre tabIndex={0} aria-label="Code">
        {code}
      </pre>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <button type="button" className="linkbutton small" onClick={copy}>
            {copied ? 'Copied' : 'Copy code'}
          </button>
        )}
      </CopyButton>
    </>
  );
}
