import { useEffect } from 'react';
import { errorCodes } from '../../../../app/base/errors';
import { Panel } from '../../components/Panel';

const elementId = (code: string): string => `error-${code}`;

/** The closed table of what can go wrong. */
export function ErrorsTab({ code }: { code: string }) {
  useEffect(() => {
    const row = document.getElementById(elementId(code));
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
  }, [code]);
  return (
    <Panel title="What errors mean" note="Every error says what happened, where, and what to do. Its code is one of these." flush>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Error codes">
        <table className="plain is-named">
          <thead>
            <tr>
              <th>Code</th>
              <th>What it means</th>
              <th>Try again?</th>
              <th className="num">Exit code</th>
              <th className="num">HTTP status</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(errorCodes).map(([name, { meaning, retry, exit, http }]) => (
              <tr key={name} id={elementId(name)} tabIndex={-1} className={name === code ? 'is-chosen' : undefined}>
                <th scope="row" className="mono">
                  {name}
                </th>
                <td>{meaning}</td>
                <td>{retry ? 'yes' : 'no'}</td>
                <td className="num">{exit}</td>
                <td className="num">{http}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft small help-foot">
        Exit codes are those of the <span className="mono">drydock</span> command, HTTP statuses those of the workbench and of
        bundles. A gate or check that fails is no error: the command ends with exit code 1.
      </p>
    </Panel>
  );
}
