import type { DriftReport } from '../../../../../app/api/schemas/drift';
import { count, number } from '../../../format/numbers';
import { day } from '../../../format/times';

const mostShown = 5;

/** Change detectors over the errors, each beside how often it would alarm without any change. */
export function DetectorPanel({ report }: { report: DriftReport }) {
  const { detectors = [], windows } = report;
  if (detectors.length === 0) return null;
  const rows = windows.reduce((sum, window) => sum + (window.reference ? 0 : window.rows), 0);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Change detectors</h2>
        <span className="soft small">over the errors of {count(rows)} rows, in order of time</span>
      </div>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label="Change detectors">
        <table className="plain">
          <thead>
            <tr>
              <th>Detector</th>
              <th className="num">Alarms</th>
              <th className="num">False alarms in 1,000 rows</th>
              <th>First alarms</th>
            </tr>
          </thead>
          <tbody>
            {detectors.map(({ name, title, count: found, alarms, falseAlarms }) => (
              <tr key={name}>
                <td>{title}</td>
                <td className="num">{count(found)}</td>
                <td className="num">{number(falseAlarms.value, 2)}</td>
                <td>
                  {alarms
                    .slice(0, mostShown)
                    .map(({ time, row }) => (time === null ? `row ${count(row)}` : day(time)))
                    .join(', ')}
                  {found > mostShown && ' …'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
