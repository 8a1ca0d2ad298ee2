import { count, number } from '../format/numbers';
import type { ChartTable } from './chartTable';

interface ChartTableViewProps {
  title: string;
  table: ChartTable;
  onRow: ((index: number) => void) | undefined;
}

/** The numbers of a chart; a row does what a click on its mark does. */
export function ChartTableView({ title, table, onRow }: ChartTableViewProps) {
  return (
    <div className="chart-table" tabIndex={0} role="region" aria-label={`${title} as a table`}>
      <table className="plain">
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={column} className={typeof table.rows[0]?.[index] === 'number' ? 'num' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => {
                const text = typeof cell === 'string' ? cell : number(cell);
                return (
                  <td key={at} className={typeof cell === 'string' ? undefined : 'num'}>
                    {at === 0 && onRow ? (
                      <button
                        type="button"
                        className="link-button"
                        aria-label={`${text}: show its rows`}
                        onClick={() => onRow(index)}
                      >
                        {text}
                      </button>
                    ) : (
                      text
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {onRow && <p className="small soft">{count(table.rows.length)} marks; click the first cell of one for its rows.</p>}
    </div>
  );
}
