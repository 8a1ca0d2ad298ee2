import { number, percent } from '../../../format/numbers';
import type { ThresholdFigures } from './thresholdFigures';

interface ThresholdFiguresTableProps {
  /** One a column, under its head. */
  columns: { name: string; threshold: string; figures: ThresholdFigures | null; isChosen?: boolean }[];
}

const three = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

type Figure = string | [figure: string, more: string];

const lines: [name: string, read: (figures: ThresholdFigures) => Figure][] = [
  ['Precision', ({ precision }) => three(precision)],
  ['Recall', ({ recall }) => three(recall)],
  ['F1', ({ f1 }) => three(f1)],
  ['Accuracy', ({ accuracy }) => three(accuracy)],
  ['False alarms', ({ falsePositives, falseAlarms }) => [number(falsePositives), percent(falseAlarms)]],
  ['Missed', ({ falseNegatives, recall }) => [number(falseNegatives), percent(recall === null ? null : 1 - recall)]],
  ['Predicted positive', ({ share }) => percent(share)],
  ['Cost', ({ cost }) => number(cost)],
];

/** The same figures of several decisions side by side. */
export function ThresholdFiguresTable({ columns }: ThresholdFiguresTableProps) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Figures of the threshold">
      <table className="plain plain-tight threshold-figures">
        <thead>
          <tr>
            <td />
            {columns.map(({ name, threshold, isChosen }) => (
              <th key={name} scope="col" className={`num${isChosen ? ' is-looked-at' : ''}`}>
                {name}
                <small>{threshold}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, read]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map(({ name: column, figures, isChosen }) => (
                <td key={column} className={`num${isChosen ? ' is-looked-at' : ''}`}>
                  <FigureText figure={figures === null ? '–' : read(figures)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FigureText({ figure }: { figure: Figure }) {
  if (typeof figure === 'string') return figure;
  return (
    <>
      {figure[0]}
      <small>{figure[1]}</small>
    </>
  );
}
