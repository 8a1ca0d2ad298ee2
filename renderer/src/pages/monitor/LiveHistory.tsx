import { useState, type KeyboardEvent } from 'react';
import type { ServerFigures } from '../../../../app/api/schemas/monitor';
import { ChartPanel } from '../../charts/ChartPanel';
import { LiveLine } from '../../charts/LiveLine';
import { placeByKey } from '../../charts/placeByKey';
import { counted, number } from '../../format/numbers';
import { clock } from '../../format/times';
import type { LiveMoment } from '../../state/liveHistory';
import { liveSeries, lineWords, type LiveSeries } from './liveSeries';

interface LiveHistoryProps {
  figures: ServerFigures;
  moments: readonly LiveMoment[];
}

/** What the server said since it is asked, figure by figure with its limit: one moment is looked at in all of them. */
export function LiveHistory({ figures, moments }: LiveHistoryProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const series = liveSeries(figures).filter(({ key }) => moments.some(({ values }) => values.get(key) != null));
  if (series.length === 0) return null;
  const last = moments.length - 1;
  const marked = chosen === null ? null : Math.min(chosen, last);
  const time = (index: number): string => clock(new Date(moments[index]?.at ?? 0).toISOString());
  const valueAt = ({ key }: LiveSeries, index: number): number | null => moments[index]?.values.get(key) ?? null;
  const told = marked ?? last;
  const words = `${time(told)}: ${series.map((one) => `${one.label} ${number(valueAt(one, told))}`).join(', ')}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = placeByKey(event.key, told, last);
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next);
  };
  return (
    <ChartPanel
      title="Figures since it is asked"
      note={`${counted(moments.length, 'answer')} since ${time(0)}, at most those of an hour`}
      summary={`${counted(series.length, 'figure')} over ${counted(moments.length, 'answer')}; the table view has the numbers`}
      table={{
        columns: ['Time', ...series.map(({ label }) => label)],
        rows: moments.map((_, index) => [time(index), ...series.map((one) => valueAt(one, index))]),
      }}
      viewSwitch
      isDrawing={false}
    >
      <div className="timeline-keys">
        <div
          className="timeline-focus"
          role="slider"
          tabIndex={0}
          aria-label="Moments: arrow keys move"
          aria-valuemin={1}
          aria-valuemax={moments.length}
          aria-valuenow={told + 1}
          aria-valuetext={words}
          onKeyDown={onKeyDown}
          onBlur={() => setChosen(null)}
        />
        <dl className="live-lines">
          {series.map((one) => (
            <div key={one.key}>
              <dt>{one.label}</dt>
              <dd>
                <LiveLine
                  values={moments.map(({ values }) => values.get(one.key) ?? null)}
                  limit={one.limit}
                  words={lineWords(one, moments)}
                  marked={marked}
                  onMark={setChosen}
                />
                <span className="num">{number(valueAt(one, told))}</span>
                {one.limit !== null && (
                  <span className="soft small">
                    {one.limitWords} {number(one.limit)}
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
        <p className="timeline-words clip">{marked === null ? `Latest, ${time(last)}` : `At ${time(marked)}`}</p>
      </div>
    </ChartPanel>
  );
}
