import { Button } from '@mantine/core';
import { IconPlayerPlay, IconTargetArrow } from '@tabler/icons-react';
import { EmptyState } from '../../components/EmptyState';
import { goTo } from '../../state/navigation';
import { useProject } from '../../state/project';
import { useStartRun } from '../../state/useStartRun';
import { icon } from '../../theme/tokens';

export function FirstRun() {
  const run = useStartRun();
  const hasTarget = useProject()?.mapping?.columns.some(({ role }) => role === 'target') ?? false;
  return (
    <EmptyState icon={IconTargetArrow} title="Not run yet">
      <p>The model goes over every row. Figures fill in while it runs, and a cancelled run keeps what it finished.</p>
      <Button size="md" leftSection={<IconPlayerPlay size={icon.lg} />} disabled={!run.canRun} onClick={run.start}>
        Run
      </Button>
      {run.canRun && !hasTarget && (
        <p>
          No column holds the true answer yet, so the run would predict but not measure.{' '}
          <button type="button" className="linkbutton" onClick={() => goTo({ page: 'data' })}>
            Choose the target
          </button>
        </p>
      )}
      {!run.canRun && (
        <p>
          {run.reason}{' '}
          <button type="button" className="linkbutton" onClick={() => goTo({ page: 'data' })}>
            Go to the mapping
          </button>
        </p>
      )}
    </EmptyState>
  );
}
