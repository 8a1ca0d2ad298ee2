import { Button, Switch } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { runLabels } from '../../format/runLabels';
import { canShowRuns, useProject } from '../../state/project';
import { NeedsRun } from '../NeedsRun';
import { NothingYet } from '../NothingYet';
import { CompareRuns } from './CompareRuns';
import { RunTable } from './RunTable';

export function RunsPage() {
  const project = useProject();
  const [selected, setSelected] = useState<string[]>([]);
  const [withArchived, setWithArchived] = useState(false);
  if (!project || !canShowRuns(project)) {
    return (
      <>
        <PageHead title="Runs" />
        <NothingYet icon={IconHistory} title="No runs yet">
          Every run of a project is kept here, with its settings and figures. Drop a model and a table to begin.
        </NothingYet>
      </>
    );
  }
  if (project.runs.length === 0) {
    return (
      <>
        <PageHead title="Runs" />
        <NeedsRun icon={IconHistory}>Every run is kept here, with its settings and figures.</NeedsRun>
      </>
    );
  }
  const archived = project.runs.filter((run) => run.archived).length;
  const runs = project.runs.filter((run) => withArchived || !run.archived).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  const labels = runLabels(project.runs);
  const chosen = runs.filter(({ id }) => selected.includes(id));
  return (
    <>
      <PageHead title="Runs" note={counted(runs.length, 'run')}>
        {archived > 0 && (
          <Switch
            size="xs"
            label={`Show archived (${archived})`}
            checked={withArchived}
            onChange={(event) => setWithArchived(event.currentTarget.checked)}
          />
        )}
        {selected.length > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => setSelected([])}>
            Clear selection
          </Button>
        )}
      </PageHead>
      <Panel flush>
        <RunTable
          project={project}
          runs={runs}
          labels={labels}
          selected={selected}
          onSelect={(id, isOn) => setSelected(isOn ? [...selected, id].slice(-4) : selected.filter((other) => other !== id))}
        />
      </Panel>
      {chosen.length >= 2 ? (
        <CompareRuns
          runs={chosen.sort((a, b) => a.startedAt.localeCompare(b.startedAt))}
          labels={labels}
          baseline={project.baselineRun}
        />
      ) : (
        <p className="soft" style={{ margin: 0 }}>
          Select two runs (up to four) to compare their settings and figures.
        </p>
      )}
    </>
  );
}
