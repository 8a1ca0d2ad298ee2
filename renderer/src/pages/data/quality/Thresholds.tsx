import { Button, Checkbox, NumberInput } from '@mantine/core';
import type { CheckInfo, CheckThreshold, QualitySettings, QualityView } from '../../../../../app/api/schemas/quality';
import { useChangeQuality } from '../../../state/quality';

/** Shares are edited in percent, as they are shown. */
const isPercent = (threshold: CheckThreshold): boolean => threshold.unit === 'share';

function shown(threshold: CheckThreshold, value: number | null): number | '' {
  if (value === null) return '';
  return isPercent(threshold) ? Number((value * 100).toPrecision(12)) : value;
}

/** The thresholds of a check, edited in place; each change is saved and can be undone. */
export function Thresholds({ check, view }: { check: CheckInfo; view: QualityView }) {
  const change = useChangeQuality(view);
  const set = Object.hasOwn(view.settings.checks, check.id) ? view.settings.checks[check.id] : undefined;
  const save = (next: NonNullable<QualitySettings['checks'][string]> | null, label: string): void => {
    const others = Object.entries(view.settings.checks).filter(([id]) => id !== check.id);
    change({ ...view.settings, checks: Object.fromEntries(next === null ? others : [...others, [check.id, next]]) }, label);
  };
  return (
    <div className="quality-thresholds" role="group" aria-label={`Thresholds: ${check.title}`}>
      <p className="soft small">{check.help}</p>
      <p className="soft small">Measured: {check.measure}.</p>
      <div className="quality-fields">
        {check.thresholds.map((threshold) => (
          <Field
            key={`${threshold.name} ${String(threshold.value)}`}
            check={check}
            threshold={threshold}
            onChange={(value) =>
              save(
                { ...set, thresholds: { ...set?.thresholds, [threshold.name]: value } },
                `threshold of ${check.title.toLowerCase()}`,
              )
            }
          />
        ))}
      </div>
      <div className="quality-buttons">
        <Checkbox
          label="Run this check"
          checked={check.on}
          onChange={(event) => save({ ...set, on: event.currentTarget.checked }, `${check.title.toLowerCase()}, on or off`)}
        />
        {set && (
          <Button size="compact-xs" variant="subtle" onClick={() => save(null, `thresholds of ${check.title.toLowerCase()}`)}>
            As usual
          </Button>
        )}
      </div>
    </div>
  );
}

interface FieldProps {
  check: CheckInfo;
  threshold: CheckThreshold;
  onChange: (value: number | null) => void;
}

/** Saved when it is left or Enter is pressed; empty = never. */
function Field({ check, threshold, onChange }: FieldProps) {
  const percent = isPercent(threshold);
  const word = check.bad === 'above' ? 'above' : 'below';
  const label = threshold.kind === 'grade' ? threshold.title.replace('beyond', word) : threshold.title;
  const commit = (text: string): void => {
    const plain = text.replaceAll(',', '').replace('%', '').trim();
    const value = plain === '' ? null : Number(plain) / (percent ? 100 : 1);
    if (value !== null && !Number.isFinite(value)) return;
    if (value !== threshold.value) onChange(value);
  };
  return (
    <NumberInput
      label={label}
      description={threshold.kind === 'parameter' ? 'Takes another run.' : undefined}
      placeholder="never"
      suffix={percent ? ' %' : ''}
      min={0}
      {...(percent && { max: 100 })}
      decimalScale={6}
      thousandSeparator=","
      hideControls
      defaultValue={shown(threshold, threshold.value)}
      onBlur={(event) => commit(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value);
      }}
    />
  );
}
