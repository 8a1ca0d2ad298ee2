import type { DriftReport } from '../../../../../app/api/schemas/drift';
import { count, counted, number, percent } from '../../../format/numbers';
import { day } from '../../../format/times';

type Detector = NonNullable<DriftReport['detectors']>[number];

const mostShown = 5;

/** Change detectors over the errors, each beside how often it would alarm without any change, and how soon with one. */
export function DetectorPanel({ report }: { report: DriftReport }) {
  const { detectors = [], windows } = report;
  if (detectors.length === 0) return null;
  const isTuned = detectors.some(({ tuned }) => tuned !== undefined);
  const hasMonths = detectors.some(({ falseAlarmsAMonth }) => falseAlarmsAMonth);
  const change = detectors[0]?.detection?.change;
  const rows = windows.reduce((sum, window) => sum + (window.reference ? 0 : window.rows), 0);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Change detectors</h2>
        <span className="soft small">over the errors of {count(rows)} rows, in order of time</span>
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Change detectors">
        <table className="plain drift-detectors">
          <thead>
            <tr>
              <th>Detector</th>
              <th className="num">Alarms</th>
              <th className="num">False alarms in 1,000 rows</th>
              {hasMonths && <th className="num">in a month</th>}
              {change !== undefined && <th className="num">Rows to find a change</th>}
              {isTuned && <th>Set to</th>}
              <th>First alarms</th>
            </tr>
          </thead>
          <tbody>
            {detectors.map(({ name, title, count: found, alarms, falseAlarms, falseAlarmsAMonth, detection, tuned }) => (
              <tr key={name}>
                <td>{title}</td>
                <td className="num">{count(found)}</td>
                <td className="num">{number(falseAlarms.value, 2)}</td>
                {hasMonths && <td className="num">{number(falseAlarmsAMonth?.value ?? null, 2)}</td>}
                {change !== undefined && <td className="num">{detection && <Delay detection={detection} />}</td>}
                {isTuned && (
                  <td>
                    {tuned && `${tuned.parameter} ${number(tuned.value, 3)}`}
                    {tuned?.reached === false && <span className="soft"> (alarms more often whatever it is set to)</span>}
                  </td>
                )}
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
      {change !== undefined && (
        <p className="soft small drift-note">
          Simulated on the errors of the reference. The change: {change}; rows until it is found are the median.
        </p>
      )}
    </section>
  );
}

function Delay({ detection: { rows, found, within } }: { detection: NonNullable<Detector['detection']> }) {
  const share = `found in ${percent(found.value ?? 0)} of the streams within ${counted(within, 'row')}`;
  if (rows === null) return <span title={share}>never</span>;
  return (
    <span title={`${share}; half of them between ${count(Math.round(rows.lower))} and ${count(Math.round(rows.upper))}`}>
      {count(Math.round(rows.median))}
    </span>
  );
}
