import { Button } from '@mantine/core';
import { useState } from 'react';
import type { QualityView } from '../../../../../app/api/schemas/quality';
import { OptionalNumber } from '../../../components/OptionalNumber';
import { useChangeQuality } from '../../../state/quality';

interface Range {
  min: number | null;
  max: number | null;
}

interface ColumnRangeProps {
  column: string;
  view: QualityView;
}

/** The declared range of a column, edited in place; each change is saved and can be undone. */
export function ColumnRange({ column, view }: ColumnRangeProps) {
  const change = useChangeQuality(view);
  const { columns: all } = view.settings;
  const declared = Object.hasOwn(all, column) ? all[column] : undefined;
  const saved: Range = { min: declared?.min ?? null, max: declared?.max ?? null };
  // Kept only while no number can lie in it: on the way to a new range one end may pass the other.
  const [unfit, setUnfit] = useState<Range | null>(null);
  const shown = unfit ?? saved;
  const save = ({ min, max }: Range): void => {
    const { min: _min, max: _max, ...rest } = declared ?? {};
    const next = { ...rest, ...(min !== null && { min }), ...(max !== null && { max }) };
    const others = Object.entries(all).filter(([name]) => name !== column);
    const columns = Object.fromEntries(Object.keys(next).length === 0 ? others : [...others, [column, next]]);
    change({ ...view.settings, columns }, `range of ${column}`);
  };
  const take = (next: Range): void => {
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
          onChange={(min) => take({ ...shown, min })}
        />
        <OptionalNumber
          label="Highest allowed"
          placeholder="as the reference"
          value={shown.max}
          onChange={(max) => take({ ...shown, max })}
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
