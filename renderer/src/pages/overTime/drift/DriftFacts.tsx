import { IconChevronRight } from '@tabler/icons-react';
import type { DriftReport } from '../../../../../app/api/schemas/drift';
import { Facts } from '../../../components/Facts';
import { WarningList } from '../../../components/WarningList';
import { presetFacts } from '../../../format/drift';
import { count, counted } from '../../../format/numbers';
import { day } from '../../../format/times';
import { icon } from '../../../theme/tokens';

/** What was compared with what, and what was not. */
export function DriftFacts({ report, labels }: { report: DriftReport; labels: string[] }) {
  const { reference, current, leftOut, warnings, windows } = report;
  const others = labels.filter((_, index) => windows[index]?.reference === false && (windows[index]?.rows ?? 0) > 0);
  const [first, last] = [others[0], others.at(-1)];
  return (
    <>
      <WarningList label="Notes on the comparison" warnings={warnings} />
      <section className="panel">
        <div className="panel-head">
          <h2>What was compared</h2>
          <span className="soft small">{presetFacts[report.preset].explains}</span>
        </div>
        <div className="panel-body">
          <Facts
            entries={[
              [
                'Reference',
                <>
                  {reference.name}
                  {reference.start !== null &&
                    reference.end !== null &&
                    `, ${day(reference.start)} to before ${day(reference.end)}`}
                  : {rowWords(reference)}
                </>,
              ],
              [
                'Current',
                <>
                  {current.name}
                  {first !== undefined && `, ${first === last ? first : `${first} to ${last ?? ''}`}`}: {rowWords(current)}
                </>,
              ],
            ]}
          />
          {leftOut.length > 0 && (
            <details className="labelmap">
              <summary>
                <IconChevronRight className="note-chevron" size={icon.sm} aria-hidden />
                {counted(leftOut.length, 'column')} left out
              </summary>
              <ul className="drift-leftout">
                {leftOut.map(({ column, reason }) => (
                  <li key={column}>
                    {column} <span className="soft">{reason}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      </section>
    </>
  );
}

function rowWords({ rows, used }: { rows: number; used: number }): string {
  return used < rows ? `${count(used)} of ${counted(rows, 'row')} compared` : `${counted(rows, 'row')}, all compared`;
}
