import type { HardenOffer } from '../../../../../app/api/schemas/harden';
import { CalibrationChart } from '../../../charts/CalibrationChart';
import { ChartPanel } from '../../../charts/ChartPanel';
import { CurveChart } from '../../../charts/CurveChart';
import { harmText } from '../../../../../app/api/harms';
import { shownMetric } from '../../../../../app/api/metricWords';
import { Message } from '../../../components/Message';
import { gainText, hardenMetricLabel } from '../../../format/harden';
import { metricText } from '../../../format/metrics';
import { count } from '../../../format/numbers';

/** Before and after on clean and messy rows, side by side, and the diagrams of what is made of scores. */
export function OfferDetails({ offer }: { offer: HardenOffer }) {
  const metric = shownMetric(offer.metric);
  const harm = harmText(offer);
  return (
    <div className="stack">
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`Before and after: ${offer.title}`}>
        <table className="plain">
          <thead>
            <tr>
              <th>Rows</th>
              <th className="num">Number</th>
              <th className="num">Before</th>
              <th className="num">After</th>
              <th className="num">Gain in {hardenMetricLabel(offer.metric)} (95 %)</th>
            </tr>
          </thead>
          <tbody>
            {offer.figures.map((figure) => (
              <tr key={figure.title}>
                <td>{figure.title}</td>
                <td className="num">{count(figure.rows)}</td>
                <td className="num">{metricText(metric, figure.before[metric]?.value)}</td>
                <td className="num">{metricText(metric, figure.after[metric]?.value)}</td>
                <td className="num">{gainText(figure.gain)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {harm !== null && <Message tone="warn">{harm}.</Message>}
      {offer.reliability && (
        <div className="grid-2">
          {(['before', 'after'] as const).map((when) => (
            <ChartPanel
              key={when}
              title={`Calibration ${when}`}
              summary={`Predicted probability against the observed share, ${when} calibration`}
              table={{
                columns: ['From', 'To', 'Mean prediction', 'Observed', 'Low', 'High', 'Rows'],
                rows: (offer.reliability?.[when] ?? []).map(({ from, to, meanScore, observed, rows }) => [
                  from,
                  to,
                  meanScore,
                  observed.value,
                  observed.low,
                  observed.high,
                  rows,
                ]),
              }}
            >
              <CalibrationChart bins={offer.reliability?.[when] ?? []} onBin={undefined} />
            </ChartPanel>
          ))}
        </div>
      )}
      {offer.coverage && (
        <ChartPanel
          title="Accuracy against coverage"
          summary="Accuracy of the answers that are not marked, against their share of all"
          table={{
            columns: ['Lowest score', 'Coverage', 'Accuracy', 'Low', 'High'],
            rows: offer.coverage.map(({ least, coverage, accuracy }) => [
              least,
              coverage,
              accuracy.value,
              accuracy.low,
              accuracy.high,
            ]),
          }}
        >
          <CurveChart
            points={offer.coverage.map(({ coverage, accuracy, least }) => ({
              x: coverage,
              y: accuracy.value ?? 0,
              threshold: least,
            }))}
            xLabel="share of answers not marked"
            yLabel="accuracy"
            chance={null}
          />
        </ChartPanel>
      )}
    </div>
  );
}
