import { Select } from '@mantine/core';
import { useState } from 'react';
import type { DriftReport } from '../../../../../app/api/schemas/drift';
import { ChartKey } from '../../../charts/ChartKey';
import { ChartPanel } from '../../../charts/ChartPanel';
import { EstimateChart, estimateColours, estimateTable } from '../../../charts/EstimateChart';
import { estimateWords } from '../../../format/estimateWords';
import { metricFacts } from '../../../format/metrics';
import { useTimeCursor } from '../../../state/timeCursor';
import { chartHeight } from '../../../theme/tokens';

/** What the figures probably are where nobody knows yet, by each method, beside the true ones where somebody does. */
export function EstimatePanel({ report, labels }: { report: DriftReport; labels: string[] }) {
  const all = report.estimates ?? [];
  const metrics = [...new Set(all.map(({ metric }) => metric))];
  const [wanted, setWanted] = useState(() => (metrics.includes('rocAuc') ? 'rocAuc' : metrics[0]));
  const { pointed, point } = useTimeCursor(report.windows);
  const [first, ...others] = all.filter(({ metric }) => metric === wanted);
  if (!first) return null;
  const estimates = [first, ...others] as const;
  const { label } = metricFacts[first.metric];
  const hasTruth = first.realized.some(({ value }) => value !== null);
  return (
    <ChartPanel
      title="Estimated without labels"
      note={`by ${estimates.map(({ method }) => estimateWords[method].explains).join('; and by ')}`}
      summary={`${label} by window as estimated without labels${hasTruth ? ', and true where labels are there' : ''}; the table view has the numbers`}
      table={estimateTable(estimates, labels)}
      controls={
        <Select
          aria-label="Estimated figure"
          size="xs"
          w="var(--width-11)"
          allowDeselect={false}
          data={metrics.map((metric) => ({ value: metric, label: metricFacts[metric].label }))}
          value={first.metric}
          onChange={(value) => setWanted(metrics.find((metric) => metric === value))}
        />
      }
      chartKey={
        <ChartKey
          entries={[
            ...estimates.map(
              ({ method }, i) =>
                [
                  i === 0 ? 'dashed' : 'dotted',
                  estimateColours[i] ?? '',
                  `${estimateWords[method].short}, with ${estimateWords[method].spread}`,
                ] as const,
            ),
            ...(hasTruth ? [['line', 'var(--chart-1)', 'true'] as const] : []),
          ]}
          note="the fine line is the reference; after concept drift only labels tell"
        />
      }
    >
      <EstimateChart estimates={estimates} labels={labels} height={chartHeight.normal} pointed={pointed} onPoint={point} />
    </ChartPanel>
  );
}
