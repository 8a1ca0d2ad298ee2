import type { MetricDifference } from '../../../../app/api/schemas/compare';
import { metricText } from '../../format/metrics';

export const verdictWords = { better: '▲ better', worse: '▼ worse', unclear: '≈ no clear difference' } as const;

interface DifferenceCellProps {
  about: MetricDifference;
  /** The farthest end of any interval in the row: all are drawn on one scale. */
  reach: number;
}

/** A paired difference: its interval drawn around "none", and what it means in words and sign. */
export function DifferenceCell({ about, reach }: DifferenceCellProps) {
  const { metric, difference, pValue, verdict, method } = about;
  const { value, low, high } = difference;
  if (value === null) return <span className="soft">–</span>;
  const at = (x: number): string => `${Math.min(100, Math.max(0, 50 + (50 * x) / (reach || 1)))}%`;
  return (
    <div title={`95 % interval and p-value: ${method}`}>
      <div className="difference-line">
        <strong>{signedText(about, value)}</strong>
        <span className={`verdict verdict-${verdict}`}>{verdictWords[verdict]}</span>
      </div>
      {low !== null && high !== null && (
        <div className="difference" aria-hidden>
          <div
            className={`difference-band verdict-${verdict}`}
            style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }}
          />
          <div className="difference-none" />
          <div className={`difference-value verdict-${verdict}`} style={{ left: at(value) }} />
        </div>
      )}
      <div className="small soft nowrap">
        {low === null || high === null ? 'no interval' : `${signedText(about, low)} to ${signedText(about, high)}`}
        {pValue !== null && ` · p ${pText(pValue)}`}
      </div>
      <span className="visually-hidden">{`of ${metricText(metric, about.a)} and ${metricText(metric, about.b)}`}</span>
    </div>
  );
}

/** With the sign, and a digit more than the figures where these are shares. */
function signedText({ metric }: MetricDifference, value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = metric !== 'mape' && size < 1 && size >= 0.00005 ? size.toFixed(4) : metricText(metric, size);
  return `${value > 0 ? '+' : '−'}${text}`;
}

export function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`;
}
