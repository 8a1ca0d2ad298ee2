import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { mostCompared } from '../../../../app/api/schemas/compare';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { runLabels } from '../../format/runLabels';
import { canShowRuns, useProject } from '../../state/project';
import { useUndoable } from '../../state/useUndoable';
import '../../theme/compare.css';
import { NeedsRun } from '../NeedsRun';
import { NothingYet } from '../NothingYet';
import { CompareRuns } from './CompareRuns';
import { RunFilters } from './RunFilters';
import { comparedOrder, everyRun, listedRuns, type RunView } from './runList';
import { RunTable } from './RunTable';
import { useComparedRuns } from './useComparedRuns';

export function RunsPage() {
  const project = useProject();
  const [selected, setSelected] = useComparedRuns();
  const [view, setView] = useUndoable<RunView>('list of runs', everyRun);
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
  const runs = listedRuns(project.runs, view);
  const labels = runLabels(project.runs);
  const chosen = project.runs.filter(({ id }) => selected.includes(id));
  const select = (id: string, isOn: boolean): void => {
    const others = chosen.map((run) => run.id).filter((other) => other !== id);
    setSelected(isOn ? [...others, id] : others, 'choice of compared runs');
  };
  return (
    <>
      <PageHead
        title="Runs"
        note={
          runs.length < project.runs.length
            ? `${runs.length} of ${counted(project.runs.length, 'run')}`
            : counted(runs.length, 'run')
        }
      >
        {chosen.length > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => setSelected([], 'choice of compared runs')}>
            Clear selection ({chosen.length})
          </Button>
        )}
      </PageHead>
      {project.runs.length > 1 && <RunFilters runs={project.runs} view={view} onChange={setView} />}
      <Panel flush>
        {runs.length === 0 ? (
          <p className="soft panel-body">
            No run is like that.{' '}
            <button type="button" className="linkbutton" onClick={() => setView(everyRun, 'filter of the runs')}>
              Show all runs
            </button>
          </p>
        ) : (
          <RunTable
            project={project}
            runs={runs}
            labels={labels}
            selected={selected}
            isFull={chosen.length >= mostCompared}
            onSelect={select}
            sort={view.sort}
            onSort={(sort) => setView({ ...view, sort }, 'order of the runs')}
          />
        )}
      </Panel>
      {chosen.length >= 2 ? (
        <CompareRuns
          key={chosen.map(({ id }) => id).join(' ')}
          project={project.project}
          runs={comparedOrder(chosen, project.baselineRun)}
          labels={labels}
          baseline={project.baselineRun}
        />
      ) : (
        <Teaching runs={project.runs.length} chosen={chosen.length} />
      )}
    </>
  );
}

/** What there is to do here with one run, or before two are chosen. */
function Teaching({ runs, chosen }: { runs: number; chosen: number }) {
  return (
    <p className="soft" style={{ margin: 0 }}>
      {runs === 1
        ? 'One run so far. Run again with another model, mapping or settings: then the two can be compared here, row by row where the data are the same.'
        : chosen === 1
          ? 'Select another run to compare it with this one.'
          : `Select 2 to ${mostCompared} runs to compare them: figures with intervals, what differs in the settings, and the rows on which they disagree. The pinned baseline is what the others are compared with, or else the oldest.`}
    </p>
  );
}
