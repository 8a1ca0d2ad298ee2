import type { StressReport } from '../../../../app/api/schemas/stress';
import { Panel } from '../../components/Panel';
import { count, counted, percent } from '../../format/numbers';
import { stressMetricFacts, stressMetricText } from '../../format/stress';

const tones = { A: 'good', B: 'good', C: 'warn', D: 'warn', E: 'bad', F: 'bad' } as const;

/** The grade with its meaning, beside the figures it comes from. */
export function GradePanel({ report }: { report: StressReport }) {
  const { grade, metric, clean, dummy, floor, floorReason, metricReason, rows, totalRows, relative, baseline } = report;
  const facts = stressMetricFacts(metric);
  const text = (value: number | null): string => stressMetricText(metric, value);
  return (
    <Panel>
      <div className="grade">
        {grade && (
          <div
            className={`grade-letter grade-${tones[grade.letter]}`}
            role="img"
            aria-label={`Grade ${grade.letter}, ${count(Math.floor(grade.score))} of 100`}
          >
            <strong aria-hidden>{grade.letter}</strong>
            <span aria-hidden>{Math.floor(grade.score)} of 100</span>
          </div>
        )}
        <div className="grade-words">
          <p>{grade ? grade.meaning : 'A grade comes when every kind of damage was tried once.'}</p>
          <dl className="facts">
            <dt title={metricReason}>{facts.label} on clean data</dt>
            <dd>
              {text(clean.value)}{' '}
              {clean.low !== null && clean.high !== null && (
                <span className="soft">
                  {text(clean.low)} to {text(clean.high)}
                </span>
              )}
              {dummy !== null && <span className="soft"> · the dummy {text(dummy)}</span>}
            </dd>
            {floor !== null && (
              <>
                <dt>Floor</dt>
                <dd>
                  {text(floor)} <span className="soft">{floorReason}</span>
                </dd>
              </>
            )}
            {relative != null && (
              <>
                <dt>Beside {baseline?.name ?? 'the other run'}</dt>
                <dd>
                  {percent(relative)} <span className="soft">of its damage; below 100 % this model takes it better</span>
                </dd>
              </>
            )}
            <dt>Tested on</dt>
            <dd>
              {counted(rows, 'row')}
              {rows < totalRows && (
                <span className="soft">
                  {' '}
                  of {count(totalRows)}, a sample with seed {report.seed}
                </span>
              )}{' '}
              · {report.provider} · {count(Math.round(report.timing.rowsPerSecond))} rows/s
            </dd>
          </dl>
        </div>
      </div>
    </Panel>
  );
}
