import { Slider } from '@mantine/core';
import { useMemo } from 'react';
import type { RunRecord, RunReport, ThresholdTable } from '../../../../../app/api/schemas/runs';
import { DecimalNumber } from '../../../components/DecimalNumber';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { count } from '../../../format/numbers';
import { SaveThreshold } from './SaveThreshold';
import { ThresholdChart } from './ThresholdChart';
import { ThresholdFiguresTable } from './ThresholdFiguresTable';
import { countsAt, countsOfRun, figuresOf, recommendedStep, stepOf } from './thresholdFigures';
import { ThresholdMatrices } from './ThresholdMatrices';
import { thresholdText } from './thresholdText';
import { useThresholdTable, whyNoThresholds, type LookedAt } from './useThreshold';

interface ThresholdPanelProps {
  record: RunRecord;
  report: RunReport;
  looked: LookedAt;
}

/** Where the positive class begins: what each choice gives, which one costs least, and how it is kept. */
export function ThresholdPanel({ record, report, looked }: ThresholdPanelProps) {
  const why = whyNoThresholds(record, report);
  const table = useThresholdTable(record, why === null);
  const note = (text: string) => (
    <Panel title="Decision threshold">
      <p className="soft" style={{ margin: 0 }}>
        {text}
      </p>
    </Panel>
  );
  if (why !== null) return note(why);
  if (table.isError) return <ErrorNotice error={table.error} retry={() => void table.refetch()} />;
  if (table.isPending) return <PageLoading what="Counting at every threshold" />;
  const { positives, negatives, positive } = table.data;
  if (positives === 0 || negatives === 0) {
    return note(`There are no labelled rows of ${positive}, or of nothing else: every threshold would be as good.`);
  }
  return <Thresholds record={record} report={report} looked={looked} table={table.data} />;
}

function Thresholds({ record, report, looked, table }: ThresholdPanelProps & { table: ThresholdTable }) {
  const { threshold, drawn, costs } = looked;
  const { positive, negatives } = table;
  const { index, isExact } = stepOf(table, threshold);
  const best = useMemo(() => recommendedStep(table, costs), [table, costs]);
  const recommended = table.thresholds[best] ?? 0.5;
  const ofRun = countsOfRun(report, positive);
  const atThreshold = countsAt(table, index);
  const figures = figuresOf(atThreshold, costs, negatives);
  const ranAt = record.plan.threshold;
  const isEqual = costs.falsePositive === costs.falseNegative;
  const three = (value: number | null): string => (value === null ? 'none' : value.toFixed(3));
  return (
    <>
      <div className="grid-2 threshold-grid">
        <Panel title="Decision threshold" note={`${positive} where its score is at least this`}>
          <div className="stack">
            <div className="threshold-slider">
              <Slider
                min={0}
                max={1}
                step={0.001}
                value={threshold}
                onChange={looked.drag}
                onChangeEnd={looked.set}
                label={thresholdText}
                thumbLabel="Decision threshold"
                thumbValueText={(value) =>
                  `${thresholdText(value)}: precision ${three(figures.precision)}, recall ${three(figures.recall)}`
                }
              />
              <DecimalNumber label="Threshold" min={0} max={1} step={0.001} value={threshold} onChange={looked.set} />
              <DecimalNumber
                label="Cost of a false alarm"
                min={0}
                step={1}
                value={costs.falsePositive}
                onChange={(falsePositive) => looked.setCosts({ ...costs, falsePositive })}
              />
              <DecimalNumber
                label="Cost of a missed row"
                min={0}
                step={1}
                value={costs.falseNegative}
                onChange={(falseNegative) => looked.setCosts({ ...costs, falseNegative })}
              />
            </div>
            <ThresholdFiguresTable
              columns={[
                {
                  name: 'this run',
                  threshold: ranAt === undefined ? 'as the model says' : thresholdText(ranAt),
                  figures: ofRun && figuresOf(ofRun, costs, negatives),
                },
                { name: 'looked at', threshold: thresholdText(threshold), figures, isChosen: true },
                {
                  name: 'recommended',
                  threshold: thresholdText(recommended),
                  figures: figuresOf(countsAt(table, best), costs, negatives),
                },
              ]}
            />
            <p className="soft small" style={{ margin: 0 }}>
              Recommended is {isEqual ? 'the highest accuracy, as both kinds of error cost the same' : 'the lowest cost'}, in
              steps of 0.001 where a finer one would not save 1 %. It is chosen on the very rows it is measured on, so it looks a
              little better than it is: the next data decide whether it holds.{' '}
              {table.complete
                ? ''
                : `Of ${count(table.scores)} different scores ${count(table.thresholds.length)} thresholds are tried, each counted on all rows.`}
              {isExact ? '' : ` Counted at ${thresholdText(table.thresholds[index] ?? 1)}, the next one tried.`}
            </p>
            <SaveThreshold record={record} looked={looked} recommended={recommended} />
          </div>
        </Panel>
        <ThresholdChart table={table} costs={costs} current={drawn} recommended={recommended} onThreshold={looked.set} />
      </div>
      <ThresholdMatrices record={record} table={table} ofRun={ofRun} atThreshold={atThreshold} threshold={threshold} />
    </>
  );
}
