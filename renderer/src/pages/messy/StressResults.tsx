import { Tabs } from '@mantine/core';
import { useState } from 'react';
import type { BreakingPoint, StressReport } from '../../../../app/api/schemas/stress';
import { WarningList } from '../../components/WarningList';
import { count } from '../../format/numbers';
import { BreakingPoints } from './columns/BreakingPoints';
import { HeatMap } from './columns/HeatMap';
import { CurvesTab } from './curves/CurvesTab';
import { GradePanel } from './GradePanel';
import type { DamageChoice } from './rows/damageChoice';
import { StressRowsDrawer } from './rows/StressRowsDrawer';
import { UnstableRows } from './UnstableRows';

const tabs = ['curves', 'columns', 'breaking', 'rows'] as const;

interface StressResultsProps {
  project: string;
  /** Null while it runs: rows can be looked at when it has ended. */
  stressId: string | null;
  report: StressReport;
  /** Why it ended early. */
  reason?: string | null;
}

/** Everything a stress run found, as far as it is. */
export function StressResults({ project, stressId, report, reason = null }: StressResultsProps) {
  const [damage, setDamage] = useState<DamageChoice | null>(null);
  const [tab, setTab] = useState<(typeof tabs)[number]>('curves');
  const onRows = stressId === null ? undefined : setDamage;
  const breaks = (point: BreakingPoint | undefined): boolean => point !== undefined && point.kind !== 'holds';
  const points =
    report.corruptions.filter(({ breakingPoint }) => breaks(breakingPoint)).length +
    report.columns.flatMap(({ failures }) => failures).filter(({ breakingPoint }) => breaks(breakingPoint)).length;
  return (
    <>
      {reason !== null && (
        <p className="soft" style={{ margin: 0 }}>
          Ended early: {reason}. What was finished is below.
        </p>
      )}
      <GradePanel report={report} />
      <WarningList label="Notes on the stress run" warnings={report.warnings} />
      <Tabs value={tab} onChange={(next) => setTab(tabs.find((name) => name === next) ?? 'curves')}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="curves">Damage by severity</Tabs.Tab>
          <Tabs.Tab value="columns">Column by column</Tabs.Tab>
          <Tabs.Tab value="breaking">Breaking points{points > 0 ? ` (${String(points)})` : ''}</Tabs.Tab>
          <Tabs.Tab value="rows">Unstable rows{report.unstable ? ` (${count(report.unstable.rows)})` : ''}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="curves">
          <CurvesTab report={report} onRows={onRows} />
        </Tabs.Panel>
        <Tabs.Panel value="columns">
          <HeatMap report={report} onRows={onRows} />
        </Tabs.Panel>
        <Tabs.Panel value="breaking">
          <BreakingPoints report={report} />
        </Tabs.Panel>
        <Tabs.Panel value="rows">
          <UnstableRows unstable={report.unstable} />
        </Tabs.Panel>
      </Tabs>
      {stressId !== null && damage && (
        <StressRowsDrawer project={project} stressId={stressId} damage={damage} onClose={() => setDamage(null)} />
      )}
    </>
  );
}
