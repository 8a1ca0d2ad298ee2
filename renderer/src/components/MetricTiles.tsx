import { Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { Interval } from '../../../app/api/schemas/common';
import type { Evaluation, MetricName, Metrics } from '../../../app/api/schemas/runs';
import { intervalText, metricFacts, metricNames, metricText } from '../format/metrics';
import { IntervalBar } from './IntervalBar';
import { tileColumns } from './tileColumns';

interface MetricTilesProps {
  metrics: Metrics;
  baseline?: Evaluation['baseline'];
}

/** Every figure with its interval, and what a model that learned nothing would reach. */
export function MetricTiles({ metrics, baseline }: MetricTilesProps) {
  const { ref, width } = useElementSize();
  const names = metricNames(metrics);
  const columns = tileColumns(names.length, width);
  return (
    <div
      ref={ref}
      className="tiles"
      style={columns === null ? undefined : { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {names.map((name) => {
        const interval = metrics[name];
        return (
          // Always answering the share of positives is perfectly calibrated and useless: nothing to compare with there.
          interval && (
            <MetricTile
              key={name}
              name={name}
              interval={interval}
              baseline={name === 'ece' ? null : (baseline?.metrics[name]?.value ?? null)}
            />
          )
        );
      })}
    </div>
  );
}

/** True when even the better end of the interval does not reach the baseline. */
function isWorse(name: MetricName, { low, high }: Interval, baseline: number): boolean {
  if (low === null || high === null) return false;
  return metricFacts[name].better === 'higher' ? high < baseline : low > baseline;
}

/** True when the figure is clearly on the better side of the baseline (its whole interval is), or need not be. */
function beats(name: MetricName, { value, low, high }: Interval, baseline: number): boolean {
  // Answering one class always has a recall of 1, a cautious answer a high precision: neither tells anything alone.
  if (name === 'recall' || name === 'precision') return true;
  return metricFacts[name].better === 'higher' ? (low ?? value ?? -Infinity) > baseline : (high ?? value ?? Infinity) < baseline;
}

function MetricTile({ name, interval, baseline }: { name: MetricName; interval: Interval; baseline: number | null }) {
  const { label, help, better } = metricFacts[name];
  return (
    <section className="tile" aria-label={label}>
      <Tooltip label={`${help} ${better === 'higher' ? 'Higher' : 'Lower'} is better.`}>
        <span className="soft" tabIndex={0}>
          {label}
        </span>
      </Tooltip>
      <span className="tile-value">{metricText(name, interval.value)}</span>
      <IntervalBar name={name} interval={interval} baseline={baseline} />
      <span className="small soft">
        {interval.value === null
          ? 'cannot be told from these rows'
          : interval.low === null
            ? 'no interval'
            : `95 %: ${intervalText(name, interval)}`}
      </span>
      {baseline !== null && (
        <span
          className="small"
          style={beats(name, interval, baseline) ? { color: 'var(--text-soft)' } : { color: 'var(--warn)', fontWeight: 600 }}
        >
          baseline {metricText(name, baseline)}
          {interval.value !== null &&
            !beats(name, interval, baseline) &&
            (isWorse(name, interval, baseline) ? ': the model is worse' : ': not clearly beaten')}
        </span>
      )}
    </section>
  );
}
