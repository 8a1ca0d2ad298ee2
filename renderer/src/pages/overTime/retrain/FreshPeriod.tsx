import { Select, TextInput } from '@mantine/core';
import { windowLabel } from '../../../charts/timelinePoints';
import { useOpenProject } from '../../../state/project';
import { useRunQuery } from '../../../state/useRunView';
import { momentAfter } from '../OverTime';
import { periodProblems, timeText, type RetrainDraft } from './retrainDraft';

interface FreshPeriodProps {
  draft: RetrainDraft;
  onChange: (change: Partial<RetrainDraft>) => void;
}

/** From when to when the fresh rows are: typed, or taken from the windows of the newest run over all the data. */
export function FreshPeriod({ draft, onChange }: FreshPeriodProps) {
  const windows = useWindowsOfData();
  const problems = periodProblems(draft);
  return (
    <div className="retrain-fields">
      <TextInput
        label="From"
        placeholder="1995-01-31"
        description="UTC"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.start}
        error={draft.start !== '' && problems.start}
        onChange={(event) => onChange({ start: event.currentTarget.value })}
      />
      <TextInput
        label="To before"
        placeholder="1996-01-31"
        description="UTC; this moment is no part of it"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.end}
        error={draft.end !== '' && problems.end}
        onChange={(event) => onChange({ end: event.currentTarget.value })}
      />
      {windows.length > 0 && (
        <>
          <Select
            label="First window"
            placeholder="of the chart over time"
            data={windows.map(({ label }) => label)}
            value={windows.find(({ start }) => start === draft.start)?.label ?? null}
            onChange={(label) => {
              const at = windows.findIndex((window) => window.label === label);
              const [first, last] = [windows[at], windows.at(-1)];
              if (first && last) onChange({ start: first.start, ...(draft.end === '' && { end: last.end }) });
            }}
          />
          <Select
            label="Last window"
            placeholder="of the chart over time"
            data={windows.map(({ label }) => label)}
            value={windows.find(({ end }) => end === draft.end)?.label ?? null}
            onChange={(label) => {
              const [first, last] = [windows[0], windows.find((window) => window.label === label)];
              if (first && last) onChange({ end: last.end, ...(draft.start === '' && { start: first.start }) });
            }}
          />
        </>
      )}
    </div>
  );
}

/** Those of the newest run over the data of the project: runs over held-out rows see a part of it alone. */
function useWindowsOfData(): { label: string; start: string; end: string }[] {
  const { runs, data } = useOpenProject();
  const newest = runs
    .filter((run) => run.data.sha256 === data?.sha256 && run.headline !== null && !run.archived)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  const timeline = useRunQuery(newest?.id).data?.report?.timeline;
  const labels = new Set<string>();
  return (timeline?.windows ?? []).flatMap((window) => {
    const label = windowLabel(window, timeline?.unit ?? '');
    if (window.start === null || window.end === null || labels.has(label)) return [];
    labels.add(label);
    return [{ label, start: timeText(window.start), end: timeText(momentAfter(window.end, window)) }];
  });
}
