import { Button } from '@mantine/core';
import { useState } from 'react';
import type { QualitySettings, QualityView } from '../../../../../app/api/schemas/quality';
import { OptionalNumber } from '../../../components/OptionalNumber';
import { useChangeQuality, useLatestQuality } from '../../../state/quality';

interface Range {
  min: number | null;
  max: number | null;
}

interface ColumnRangeProps {
  column: string;
  view: QualityView;
}

function declaredOf({ columns }: QualitySettings, column: string): QualitySettings['columns'][string] {
  return (Object.hasOwn(columns, column) ? columns[column] : undefined) ?? {};
}

function rangeOf(settings: QualitySettings, column: string): Range {
  const { min = null, max = null } = declaredOf(settings, column);
  return { min, max };
}

/** The declared range of a column, edited in place; each change is saved and can be undone. */
export function ColumnRange({ column, view }: ColumnRangeProps) {
  const change = useChangeQuality(view);
  const latest = useLatestQuality(view);
  const saved = rangeOf(view.settings, column);
  // Kept only while no number can lie in it: on the way to a new range one end may pass the other.
  const [unfit, setUnfit] = useState<Range | null>(null);
  const shown = unfit ?? saved;
  const save = ({ min, max }: Range): void => {
    const settings = latest();
    const { min: _min, max: _max, ...rest } = declaredOf(settings, column);
    const next = { ...rest, ...(min !== null && { min }), ...(max !== null && { max }) };
    const others = Object.entries(settings.columns).filter(([name]) => name !== column);
    const columns = Object.fromEntries(Object.keys(next).length === 0 ? others : [...others, [column, next]]);
    change({ ...settings, columns }, `range of ${column}`);
  };
  const take = (ends: Partial<Range>): void => {
    const next = { ...(unfit ?? rangeOf(latest(), column)), ...ends };
    const isUnfit = next.min !== null && next.max !== null && next.min > next.max;
    setUnfit(isUnfit ? next : null);
    if (!isUnfit) save(next);
  };
  return (
    <div className="quality-thresholds" role="group" aria-label={`Range of ${column}`}>
      <p className="soft small">
        A declared end holds for every row and without exception. An empty one is that of the reference. Takes another run.
      </p>
      <div className="quality-fields">
        <OptionalNumber
          label="Lowest allowed"
          placeholder="as the reference"
          value={shown.min}
          onChange={(min) => take({ min })}
        />
        <OptionalNumber
          label="Highest allowed"
          placeholder="as the reference"
          value={shown.max}
          onChange={(max) => take({ max })}
        />
        {(saved.min !== null || saved.max !== null) && (
          <Button size="compact-xs" variant="subtle" onClick={() => take({ min: null, max: null })}>
            As usual
          </Button>
        )}
      </div>
      {unfit && (
        <p className="small quality-bad" role="alert">
          Not saved: the lowest is above the highest.
        </p>
      )}
    </div>
  );
}
