import type { RunRecord, ThresholdTable } from '../../../../../app/api/schemas/runs';
import { ConfusionMatrix } from '../../../components/ConfusionMatrix';
import { Panel } from '../../../components/Panel';
import { useRowsDrawer } from '../../../state/rowsDrawer';
import type { Counts } from './thresholdFigures';
import { thresholdText } from './thresholdText';

interface ThresholdMatricesProps {
  record: RunRecord;
  table: ThresholdTable;
  /** Null where the run has no matrix. */
  ofRun: Counts | null;
  atThreshold: Counts;
  threshold: number;
}

/** What the run decided beside what the threshold would decide. */
export function ThresholdMatrices({ record, table, ofRun, atThreshold, threshold }: ThresholdMatricesProps) {
  const drawer = useRowsDrawer();
  const { positive, negative } = table;
  const score = `score_${positive}`;
  const isFirst = record.plan.reading.classes[0] === positive;
  const labels = isFirst ? [positive, negative] : [negative, positive];
  const matrix = (counts: Counts): { labels: string[]; counts: number[][] } => {
    const ofPositive = [counts.truePositives, counts.falseNegatives];
    const ofNegative = [counts.falsePositives, counts.trueNegatives];
    return { labels, counts: isFirst ? [ofPositive, ofNegative] : [ofNegative.reverse(), ofPositive.reverse()] };
  };
  const show = (actual: string, predicted: string): void =>
    drawer.show({
      runId: record.id,
      title: `Actual ${actual}, predicted ${predicted} at ${thresholdText(threshold)}`,
      selection: {
        filters: [
          { column: 'actual', op: 'eq', value: actual },
          { column: score, op: predicted === positive ? 'ge' : 'lt', value: threshold },
        ],
      },
    });
  return (
    <Panel title="Right and wrong" note="this run, and at the threshold looked at">
      <div className="grid-2 threshold-matrices">
        {ofRun && (
          <section aria-label="This run">
            <h3>This run</h3>
            <ConfusionMatrix confusion={matrix(ofRun)} label="Confusion matrix of this run" />
          </section>
        )}
        <section aria-label="At the threshold">
          <h3>At {thresholdText(threshold)}</h3>
          <ConfusionMatrix
            confusion={matrix(atThreshold)}
            label="Confusion matrix at the threshold"
            cellPrefix={`at ${thresholdText(threshold)}: `}
            onCell={show}
          />
        </section>
      </div>
    </Panel>
  );
}
