import type { SyntheticEvent } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { breakingText } from '../../../../../app/api/metricWords';
import type { CorruptionScore, StressReport } from '../../../../../app/api/schemas/stress';
import { ChartKey } from '../../../charts/ChartKey';
import { ChartPanel } from '../../../charts/ChartPanel';
import { axisLabel, axisProps, gridProps, roundTicks } from '../../../charts/chartStyle';
import { ChartSpace } from '../../../charts/ChartSpace';
import { ChartTip } from '../../../charts/ChartTip';
import { clickedPoint } from '../../../charts/clickedPoint';
import { counted, percent } from '../../../format/numbers';
import { stressMetricFacts, stressMetricText } from '../../../format/stress';
import type { DamageChoice } from '../rows/damageChoice';
import { curvePoints, type CurvePoint } from './curvePoints';
import { chartHeight } from '../../../theme/tokens';

interface CorruptionPanelProps {
  report: StressReport;
  corruption: CorruptionScore;
  domain: [number, number];
  onRows: ((damage: DamageChoice) => void) | undefined;
}

/** One corruption, large: the figure over the severities with its interval, what each severity means, and its rows. */
export function CorruptionPanel({ report, corruption, domain, onRows }: CorruptionPanelProps) {
  const { metric, floor, dummy } = report;
  const facts = stressMetricFacts(metric);
  const points = curvePoints(report, corruption);
  const text = (value: number | null): string => stressMetricText(metric, value);
  const show = ({ severity, score }: CurvePoint): void => {
    if (score) onRows?.({ corruption: corruption.name, title: corruption.title, severity, column: null });
  };
  const flips = (point: CurvePoint): string => (point.score?.flipRate.value == null ? '–' : percent(point.score.flipRate.value));
  return (
    <div className="stack" style={{ minWidth: 0 }}>
      <ChartPanel
        title={corruption.title}
        note={corruption.help}
        summary={points.map(({ meaning, value }) => `${meaning}: ${text(value)}`).join('; ')}
        table={{
          columns: ['Severity', 'Meaning', facts.label, 'Low', 'High', 'Flipped', 'Without an answer'],
          rows: points.map(({ severity, meaning, value, band, score }) => [
            severity,
            meaning,
            value,
            band?.[0] ?? null,
            band?.[1] ?? null,
            score?.flipRate.value ?? (severity === 0 ? 0 : null),
            score?.unanswered ?? null,
          ]),
        }}
        onRow={onRows && ((index) => points[index] && show(points[index]))}
        chartKey={
          <ChartKey
            entries={[
              ['line', 'var(--chart-1)', `${facts.label}, with 95 % interval`],
              ...(floor === null ? [] : ([['dashed', 'var(--chart-baseline)', `floor ${text(floor)}`]] as const)),
              ...(dummy === null ? [] : ([['dotted', 'var(--chart-axis)', `dummy ${text(dummy)}`]] as const)),
            ]}
          />
        }
      >
        <ChartSpace height={chartHeight.normal}>
          <ComposedChart
            data={points}
            margin={{ top: 10, right: 18, bottom: 22, left: 4 }}
            accessibilityLayer={false}
            {...(onRows
              ? {
                  style: { cursor: 'pointer' },
                  onClick: (state: { activeLabel?: string | number | undefined }, event: SyntheticEvent) => {
                    const point = clickedPoint(points, ({ severity }) => severity, { state, event, domain: [0, 5] });
                    if (point) show(point);
                  },
                }
              : {})}
          >
            <CartesianGrid {...gridProps} />
            <XAxis
              type="number"
              dataKey="severity"
              domain={[0, 5]}
              ticks={[0, 1, 2, 3, 4, 5]}
              {...axisProps}
              tickFormatter={(severity: number) => (severity === 0 ? 'clean' : String(severity))}
              label={{ value: 'severity', position: 'insideBottom', offset: -12, ...axisLabel }}
            />
            <YAxis
              type="number"
              domain={domain}
              ticks={roundTicks(...domain)}
              width={66}
              {...axisProps}
              tickFormatter={(value: number) => Number(value.toPrecision(4)).toString().replace('-', '−')}
              label={{
                value: `${facts.label}${domain[0] > 0 ? ' (axis not from 0)' : ''}`,
                angle: -90,
                position: 'insideLeft',
                style: { ...axisLabel, textAnchor: 'middle' },
              }}
            />
            {floor !== null && <ReferenceLine y={floor} stroke="var(--chart-baseline)" strokeDasharray="5 4" strokeWidth={1.5} />}
            {dummy !== null && <ReferenceLine y={dummy} stroke="var(--chart-axis)" strokeDasharray="2 3" />}
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--line-strong)' }}
              content={({ active, payload }) => {
                const point = payload?.[0]?.payload as CurvePoint | undefined;
                if (!active || !point) return null;
                return (
                  <ChartTip
                    title={point.severity === 0 ? 'Clean' : `Severity ${String(point.severity)}: ${point.meaning}`}
                    lines={[
                      [facts.label, text(point.value)],
                      ...(point.band
                        ? ([['95 %', `${text(point.band[0])} to ${text(point.band[1])}`]] as [string, string][])
                        : []),
                      ...(point.score ? ([['answers flipped', flips(point)]] as [string, string][]) : []),
                    ]}
                  />
                );
              }}
            />
            <Area dataKey="band" fill="var(--chart-band)" fillOpacity={0.16} stroke="none" isAnimationActive={false} />
            <Line
              dataKey="value"
              stroke="var(--chart-1)"
              strokeWidth={2}
              dot={{ r: 3.5, fill: 'var(--chart-1)', strokeWidth: 0 }}
              isAnimationActive={false}
            />
          </ComposedChart>
        </ChartSpace>
      </ChartPanel>
      <section className="panel" aria-label={`${corruption.title}: severities`}>
        <div className="scroll-x">
          <table className="plain">
            <thead>
              <tr>
                <th className="num">Severity</th>
                <th>What it means</th>
                <th className="num">{facts.label}</th>
                <th className="num">Answers flipped</th>
                <th>Rows</th>
              </tr>
            </thead>
            <tbody>
              {points.slice(1).map((point) => (
                <tr key={point.severity}>
                  <td className="num">{point.severity}</td>
                  <td>
                    {point.meaning}
                    {point.score?.refused !== undefined && (
                      <span className="bad small"> · the model took no such rows: {point.score.refused}</span>
                    )}
                    {point.score && point.score.unanswered > 0 && (
                      <span className="soft small"> · {counted(point.score.unanswered, 'row')} without an answer</span>
                    )}
                  </td>
                  <td className="num">
                    {text(point.value)}
                    {point.band && (
                      <span className="soft small">
                        {' '}
                        {text(point.band[0])} to {text(point.band[1])}
                      </span>
                    )}
                  </td>
                  <td className="num">{flips(point)}</td>
                  <td>
                    {onRows && (
                      <button
                        type="button"
                        className="link-button"
                        aria-label={`Rows of severity ${String(point.severity)}, before and after`}
                        onClick={() => show(point)}
                      >
                        rows before and after
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="soft small" style={{ margin: 'var(--space-8) var(--space-14)' }}>
          {corruption.columns.length > 0 && `Put on ${counted(corruption.columns.length, 'column')} at once. `}
          {corruption.area !== null && `Mean over the severities: ${text(corruption.area)}. `}
          {corruption.relative != null && `${percent(corruption.relative)} of the damage of the run it is compared with. `}
          {corruption.breakingPoint && <strong>{breakingText(corruption.breakingPoint, metric, facts.label)}.</strong>}
        </p>
      </section>
    </div>
  );
}
