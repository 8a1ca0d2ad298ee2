import { Button, Tooltip, UnstyledButton } from '@mantine/core';
import { IconBox, IconPlayerPlay, IconSearch, IconTable } from '@tabler/icons-react';
import { useCommands } from '../commands/commands';
import { KeyCaps, shownKeys, titleWithKeys } from '../commands/keys';
import { shortHash } from '../format/numbers';
import { pageHash, usePlace } from '../state/navigation';
import { isMissing, useProject } from '../state/project';
import { FileChip } from './FileChip';
import { ProjectMenu } from './ProjectMenu';
import { ProjectName } from './ProjectName';
import { icon } from '../theme/tokens';

export function TopBar() {
  const project = useProject();
  const place = usePlace();
  const { run, whyOff } = useCommands();
  const whyNotRun = whyOff('run.start');
  const paletteKeys = shownKeys('view.palette');

  return (
    <header className="topbar" data-pane={2}>
      <div className="topbar-project">
        {project ? <ProjectName key={project.project} project={project} /> : <span className="soft">No project open</span>}
        <ProjectMenu />
      </div>
      {project && (
        <>
          <FileChip
            icon={IconBox}
            kind="Model"
            href={pageHash(place, 'model')}
            name={project.model?.name ?? null}
            hash={project.model ? shortHash(project.model.sha256) : null}
            isMissing={isMissing(project, 'model')}
          />
          <FileChip
            icon={IconTable}
            kind="Data"
            href={pageHash(place, 'data')}
            name={project.data?.name ?? null}
            hash={project.data ? shortHash(project.data.sha256) : null}
            isMissing={isMissing(project, 'data')}
          />
        </>
      )}
      <UnstyledButton
        className="topbar-search"
        onClick={() => run('view.palette')}

        title={titleWithKeys('view.palette')}
      >
        <IconSearch size={icon.md} aria-hidden />
        <span className="topbar-search-text">Commands</span>
        {paletteKeys && <KeyCaps keys={paletteKeys} />}
      </UnstyledButton>
      <Tooltip position="left" label={whyNotRun ?? `${titleWithKeys('run.start')}: the model over the data`}>
        <Button
          leftSection={<IconPlayerPlay size={icon.md} />}
          onClick={() => run('run.start')}
          {...(whyNotRun === null ? {} : { 'data-disabled': true, 'aria-disabled': true })}
          style={{ flex: 'none' }}
        >
          Run
        </Button>
      </Tooltip>
    </header>
  );
}
