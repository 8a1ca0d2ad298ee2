import type { DriftReport } from '../../../../../app/api/schemas/drift';
import { damageTitle } from '../../../../../app/api/driftWords';
import { percent } from '../../../format/numbers';
import { verdictWords } from '../../../format/drift';
import { WindowHeads } from '../WindowHeads';

interface StripHeadProps {
  report: DriftReport;
  labels: string[];
  /** Width of a window's cell, in pixels. */
  cell: number;
  chosen: number | null;
  /** Where the time cursor is. */
  pointed: number | null;
  hasOverall: boolean;
  hasDamage: boolean;
}

/** Share of the columns that drift, and below it the name of each window; of many, as many names as there is room for. */
export function StripHead({ report, labels, cell, chosen, pointed, hasOverall, hasDamage }: StripHeadProps) {
  const { windows, datasetWindows, dataset } = report;
  return (
    <thead>
      <tr aria-rowindex={1} className="drift-shares">
        <th scope="row">Drifting columns</th>
        {hasOverall && <td className="num">{percent(dataset.share, 0)}</td>}
        {hasDamage && <td />}
        {windows.map((window, index) => {
          const { share = 0, verdict = 'none' } = datasetWindows[index] ?? {};
          const words = `${labels[index] ?? ''}: ${
            window.rows === 0
              ? 'no rows'
              : `${percent(share, 0)} of the columns drift${verdict === 'none' ? '' : `, the data as a whole: ${verdictWords[verdict]}`}`
          }`;
          return (
            <td key={index} title={words}>
              <span className="visually-hidden">{words}</span>
              <span className="drift-share" aria-hidden>
                <span className={`drift-share-${verdict}`} style={{ height: `${String(100 * share)}%` }} />
              </span>
            </td>
          );
        })}
      </tr>
      <tr aria-rowindex={2} className="drift-windows">
        <th scope="col">Column</th>
        {hasOverall && (
          <th scope="col" className="num" title="The score of all windows after the reference together">
            Overall
          </th>
        )}
        {hasDamage && (
          <th
            scope="col"
            className="num"
            title={`What the model loses when the column alone turns from what it was to what it is${report.damageMetric ? `: ${damageTitle(report.damageMetric)}` : ''}`}
          >
            Damage
          </th>
        )}
        <WindowHeads windows={windows} labels={labels} cell={cell} chosen={chosen} pointed={pointed} />
      </tr>
    </thead>
  );
}
