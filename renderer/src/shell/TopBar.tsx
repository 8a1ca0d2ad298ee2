import { Button, Tooltip } from '@mantine/core';
import { IconBox, IconPlayerPlay, IconTable } from '@tabler/icons-react';
import { shortHash } from '../format/numbers';
import { placeHash, usePlace } from '../state/navigation';
import { useProject } from '../state/project';
import { useStartRun } from '../state/useStartRun';
import { FileChip } from './FileChip';
import { ProjectName } from './ProjectName';

export function TopBar() {
  const project = useProject();
  const place = usePlace();
  const run = useStartRun();

  return (
    <header className="topbar">
      {project ? <ProjectName key={project.project} project={project} /> : <span className="soft">No project open</span>}
      {project && (
        <>
          <FileChip
            icon={IconBox}
            kind="Model"
            href={placeHash({ ...place, page: 'model' })}
            name={project.model?.name ?? null}
            hash={project.model ? shortHash(project.model.sha256) : null}
          />
          <FileChip
            icon={IconTable}
            kind="Data"
            href={placeHash({ ...place, page: 'data' })}
            name={project.data?.name ?? null}
            hash={project.data ? shortHash(project.data.sha256) : null}
          />
        </>
      )}
      <Tooltip position="left" label={run.canRun ? 'Run the model over the data (Ctrl+Enter)' : run.reason}>
        <Button
          ml="auto"
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => run.canRun && run.start()}
          {...(run.canRun ? {} : { 'data-disabled': true, 'aria-disabled': true })}
          style={{ flex: 'none' }}
        >
          Run
        </Button>
      </Tooltip>
    </header>
  );
}
