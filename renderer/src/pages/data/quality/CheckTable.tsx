import { Button } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { CheckOutcome, QualityView } from '../../../../../app/api/schemas/quality';
import { Panel } from '../../../components/Panel';
import { count } from '../../../format/numbers';
import { outcomes } from './severities';
import { Thresholds } from './Thresholds';

/** Every check with its outcome, what it tested, and its thresholds. */
export function CheckTable({ view, done }: { view: QualityView; done: CheckOutcome[] }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Panel flush title="All checks">
      <div className="scroll-x" tabIndex={0} role="region" aria-label="All checks">
        <table className="plain quality-checks">
          <thead>
            <tr>
              <th scope="col">Check</th>
              <th scope="col">Outcome</th>
              <th scope="col" className="num">
                Hold
              </th>
              <th scope="col" className="num">
                Tested
              </th>
              <th scope="col">Thresholds</th>
            </tr>
          </thead>
          <tbody>
            {view.checks.map((check) => {
              const outcome = done.find(({ id }) => id === check.id);
              const said = outcome && outcomes[outcome.outcome];
              const isOpen = open === check.id;
              return (
                <Fragment key={check.id}>
                  <tr>
                    <th scope="row">{check.title}</th>
                    <td>
                      <span className={said?.chip ?? 'chip'}>{said?.word ?? (check.on ? 'not run yet' : 'off')}</span>
                      {outcome?.reason && <div className="soft small">{outcome.reason}</div>}
                      {outcome && outcome.more > 0 && (
                        <div className="soft small">{count(outcome.more)} more than are listed</div>
                      )}
                    </td>
                    <td className="num">{outcome && outcome.outcome !== 'skipped' ? count(outcome.passed) : '–'}</td>
                    <td className="num">{outcome && outcome.outcome !== 'skipped' ? count(outcome.tested) : '–'}</td>
                    <td>
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        aria-expanded={isOpen}
                        aria-label={`${isOpen ? 'Close' : 'Edit'} thresholds: ${check.title}`}
                        onClick={() => setOpen(isOpen ? null : check.id)}
                      >
                        {isOpen ? 'Close' : 'Edit'}
                      </Button>
                    </td>
                  </tr>
                  {isOpen && (
                    <tr>
                      <td colSpan={5}>
                        <Thresholds check={check} view={view} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
