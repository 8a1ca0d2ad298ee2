import type { RetrainRows } from '../../../../../app/api/schemas/retrain';
import { count, counted } from '../../../format/numbers';
import { timeText } from './retrainDraft';

const parts = [
  ['fresh', 'Fresh'],
  ['train', 'of them to train on'],
  ['heldOut', 'of them held out'],
  ['reference', 'Reference'],
] as const;

/** How many labelled rows are what, and from when to when. */
export function RowParts({ label, rows }: { label: string; rows: RetrainRows }) {
  return (
    <div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
        <table className="plain retrain-rows">
          <thead>
            <tr>
              <th>Labelled rows</th>
              <th className="num">Number</th>
              <th>First</th>
              <th>Last</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(([part, title]) => (
              <tr key={part}>
                <th scope="row" className={title.startsWith('of') ? 'retrain-part' : undefined}>
                  {title}
                </th>
                <td className="num">{count(rows[part].rows)}</td>
                <td className="nowrap">{time(rows[part].first)}</td>
                <td className="nowrap">{time(rows[part].last)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.withoutTime > 0 && (
        <p className="soft small retrain-note">{counted(rows.withoutTime, 'labelled row')} without a time: left out.</p>
      )}
    </div>
  );
}

function time(iso: string | null): string {
  return iso === null ? '–' : timeText(iso);
}
