import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ClassCurve, MetricName, RunRecord } from '../../../../app/api/schemas/runs';
import type { Interval } from '../../../../app/api/schemas/common';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { intervalText, metricText } from '../../format/metrics';
import { useOpenProject } from '../../state/project';
import { CurvePair } from './CurvePair';

/** Options of the picker that are shown at once; typing finds the others. */
const shownOptions = 100;

function withInterval(name: MetricName, interval: Interval): string {
  const value = metricText(name, interval.value);
  return interval.low === null || interval.high === null ? value : `${value} (${intervalText(name, interval)})`;
}

function largest(curves: ClassCurve[]): string {
  return curves.reduce((best, curve) => (curve.share > best.share ? curve : best)).label;
}

/** The curves of one class against the rest, those of the other large classes behind it. Any class can be chosen. */
export function ClassCurvePanels({ record, curves }: { record: RunRecord; curves: ClassCurve[] }) {
  const client = useClient();
  const { project } = useOpenProject();
  const { classes } = record.plan.reading;
  const [chosen, setChosen] = useState(() => largest(curves));
  const there = curves.find(({ label }) => label === chosen);
  const fetched = useQuery({
    queryKey: ['run', project, record.id, 'curves', chosen],
    queryFn: ({ signal }) => client['runs.curves']({ project, runId: record.id, classes: [chosen] }, { signal }),
    enabled: there === undefined,
    staleTime: Infinity,
  });
  const curve = there ?? fetched.data?.[0];
  const picker = (
    <Select
      aria-label="Class of the curves"
      size="xs"
      w="var(--width-11)"
      searchable
      limit={shownOptions}
      allowDeselect={false}
      data={classes}
      value={chosen}
      onChange={(label) => setChosen(label ?? chosen)}
      nothingFoundMessage="No such class"
    />
  );
  const status = fetched.isFetching ? '…' : '–';
  return (
    <>
      <CurvePair
        key={chosen}
        runId={record.id}
        name={`${chosen} against the rest`}
        controls={picker}
        others={curves.filter(({ label }) => label !== chosen)}
        subject={{
          label: curve ? chosen : null,
          roc: curve?.roc ?? [],
          pr: curve?.pr ?? [],
          area: curve ? withInterval('rocAuc', curve.rocAuc) : status,
          average: curve ? withInterval('averagePrecision', curve.averagePrecision) : status,
          prevalence: curve?.share ?? null,
        }}
      />
      {fetched.error && <ErrorNotice error={fetched.error} retry={() => void fetched.refetch()} />}
      {fetched.data?.length === 0 && (
        <p className="soft" role="status">
          No curves: there are no labelled rows of {chosen}, or of nothing else.
        </p>
      )}
    </>
  );
}
