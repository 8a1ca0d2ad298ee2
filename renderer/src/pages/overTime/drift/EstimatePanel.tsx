import { Select } from '@mantine/core';
import { useState } from 'react';
import type { DriftEstimate, DriftReport } from '../../../../../app/api/schemas/drift';
import { ChartKey } from '../../../charts/ChartKey';
import { ChartPanel } from '../../../charts/ChartPanel';
import { EstimateChart, estimateTable } from '../../../charts/EstimateChart';
import { metricFacts } from '../../../format/metrics';

const methodWords: Record<DriftEstimate['method'], string> = {
  cbpe: 'by CBPE, from the calibrated scores',
  dle: 'by DLE, boosted trees that tell the loss of a row',
};

/** What the figures probably are where nobody knows yet, beside the true ones where somebody does. */
export function EstimatePanel({ report, labels }: { report: DriftReport; labels: string[] }) {
  const estimates = report.estimates ?? [];
  const [metric, setMetric] = useState(() => (estimates.find((one) => one.metric === 'rocAuc') ?? estimates[0])?.metric);
  const estimate = estimates.find((one) => one.metric === metric);
  if (!estimate) return null;
  return (
    <ChartPanel
      title="Estimated without labels"
      note={methodWords[estimate.method]}
      summary={`${metricFacts[estimate.metric].label} by window as estimated without labels, and true where labels are there; the table view has the numbers`}
      table={estimateTable(estimate, labels)}
      controls={
        <Select
          aria-label="Estimated figure"
          size="xs"
          w={170}
          allowDeselect={false}
          data={estimates.map((one) => ({ value: one.metric, label: metricFacts[one.metric].label }))}
          value={estimate.metric}
          onChange={(value) => {
            const chosen = estimates.find((one) => one.metric === value);
            if (chosen) setMetric(chosen.metric);
          }}
        />
      }
      chartKey={
        <ChartKey
          entries={[
            ['line', 'var(--chart-2)', 'estimated, with three sampling errors'],
            ['line', 'var(--chart-1)', 'true'],
          ]}
          note="the fine line is the reference; after concept drift only labels tell"
        />
      }
    >
      <EstimateChart estimate={estimate} labels={labels} height={260} />
    </ChartPanel>
  );
}
