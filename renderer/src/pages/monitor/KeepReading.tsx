import { Select, Switch } from '@mantine/core';
import { useState } from 'react';
import type { LogReading } from '../../../../app/api/schemas/monitor';
import { ErrorNotice } from '../../components/ErrorNotice';
import { fromWire } from '../../../../app/base/errors';
import { newsText } from '../../format/monitor';
import { clock } from '../../format/times';
import { setWatch, useLogWatch } from '../../state/logWatch';
import type { BundleRun } from '../../state/readLog';

const intervals = [
  { value: '10', label: 'every 10 s' },
  { value: '60', label: 'every minute' },
  { value: '600', label: 'every 10 minutes' },
];

/** The switch that reads the log again and again, and what came of the last time. */
export function KeepReading({ of, reading }: { of: BundleRun; reading: LogReading }) {
  const watch = useLogWatch();
  const isOn = watch?.project === of.project && watch.runId === of.runId;
  const [chosen, setChosen] = useState('60');
  const every = isOn ? String(watch.everySeconds) : chosen;
  const trouble = isOn ? watch.trouble : null;
  const keep = (seconds: string): void =>
    setWatch({ ...of, monitored: reading.result.project, everySeconds: Number(seconds), trouble });
  return (
    <div className="stack">
      <div className="monitor-keep">
        <Switch
          label="Keep reading"
          checked={isOn}
          onChange={(event) => (event.currentTarget.checked ? keep(every) : setWatch(null))}
        />
        <Select
          aria-label="How often the log is read"
          w="var(--width-11)"
          data={intervals}
          value={every}
          allowDeselect={false}
          onChange={(value) => {
            if (value === null) return;
            setChosen(value);
            if (isOn) keep(value);
          }}
        />
        <span className="soft small" role="status">
          Last read {clock(reading.at)}: {newsText(reading.result)}.
          {isOn ? ' Goes on until it is switched off or another project is opened.' : ''}
        </span>
      </div>
      {trouble && (
        <>
          <p style={{ margin: 0 }}>The reading of {clock(trouble.at)} failed; the next one tries again.</p>
          <ErrorNotice error={fromWire(trouble.error)} />
        </>
      )}
    </div>
  );
}
