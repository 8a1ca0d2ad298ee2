import { useMemo, useRef, useState } from 'react';
import type { DriftAlert, DriftRecord } from '../../../../../app/api/schemas/drift';
import { windowLabel } from '../../../charts/timelinePoints';
import { openedWindow } from '../../../state/timeCursor';
import { AlertList } from './AlertList';
import { ColumnDetail } from './ColumnDetail';
import { DetectorPanel } from './DetectorPanel';
import { DriftFacts } from './DriftFacts';
import { DriftSegments } from './DriftSegments';
import { DriftStrip } from './DriftStrip';
import { EstimatePanel } from './EstimatePanel';
import { firstPlace, stripOrder, type StripPlace } from './stripOrder';
import { TogetherPanel } from './TogetherPanel';
import { VerdictPanel } from './VerdictPanel';

/** What a comparison found. One window is looked at: by the strip, by the detail of a column, by the rows. */
export function DriftResults({ project, record }: { project: string; record: DriftRecord }) {
  const { report } = record;
  const ordered = useMemo(() => stripOrder(report.columns), [report]);
  const labels = useMemo(() => report.windows.map((window) => windowLabel(window, report.unit)), [report]);
  const [chosen, setChosen] = useState<StripPlace | null>(() => {
    const first = firstPlace(ordered, report);
    const opened = openedWindow(project, report.windows);
    return first && opened !== null ? { ...first, window: opened } : first;
  });
  const strip = useRef<HTMLDivElement>(null);
  const column = ordered.find(({ name }) => name === chosen?.column);
  const chooseAlert = (alert: DriftAlert): void => {
    const name = alert.column ?? chosen?.column ?? ordered[0]?.name;
    if (name === undefined) return;
    setChosen({ column: name, window: alert.at ?? alert.to });
    strip.current?.scrollIntoView({ block: 'start' });
  };
  const { since } = report.verdict;
  return (
    <>
      <VerdictPanel verdict={report.verdict} since={since === null ? null : (labels[since] ?? null)} />
      <AlertList report={report} onChoose={chooseAlert} />
      <div className="with-side drift-side" ref={strip}>
        <DriftStrip report={report} ordered={ordered} labels={labels} chosen={chosen} onChoose={setChosen} />
        {column && chosen && (
          <ColumnDetail
            record={record}
            column={column}
            window={chosen.window}
            labels={labels}
            onWindow={(window) => setChosen({ column: column.name, window })}
          />
        )}
      </div>
      {report.segments && record.runId !== null && (
        <DriftSegments runId={record.runId} report={report} segments={report.segments} labels={labels} />
      )}
      <TogetherPanel report={report} labels={labels} />
      <EstimatePanel report={report} labels={labels} />
      <DetectorPanel report={report} />
      <DriftFacts report={report} labels={labels} />
    </>
  );
}
