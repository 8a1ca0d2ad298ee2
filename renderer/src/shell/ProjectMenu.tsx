import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { commandList } from '../../../app/api/commands';
import { useClient } from '../api/workbench';
import { useCommands } from '../commands/commands';
import { KeyCaps, shownKeys } from '../commands/keys';
import { notifyError } from '../state/notices';
import { useProject } from '../state/project';
import { useOpenProjectAt } from '../state/useOpenProjectAt';
import { icon } from '../theme/tokens';

const mostRecent = 5;

/** What can be done with projects and their files, as in the menu of the desktop, and the projects opened last. */
export function ProjectMenu() {
  const client = useClient();
  const project = useProject();
  const open = useOpenProjectAt();
  const { run, whyOff } = useCommands();
  const [opened, setOpened] = useState(false);
  const recent = useQuery({
    queryKey: ['recent'],
    queryFn: ({ signal }) => client['projects.recent']({}, { signal }),
    enabled: opened,
  });
  const others = (recent.data ?? []).filter((other) => other.project !== project?.project).slice(0, mostRecent);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-start" shadow="md" width={360}>
      <Menu.Target>
        <Tooltip label="Projects and files" disabled={opened}>
          <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" aria-label="Projects and files">
            <IconChevronDown size={icon.md} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah="80vh" style={{ overflowY: 'auto' }}>
        {commandList
          .filter(({ group }) => group === 'File')
          .map(({ id, title, section }) => {
            const reason = whyOff(id);
            const keys = shownKeys(id);
            return (
              <Fragment key={id}>
                {section && <Menu.Divider />}
                <Menu.Item
                  disabled={reason !== null}
                  {...(reason === null ? {} : { title: reason })}
                  onClick={() => run(id)}
                  rightSection={keys ? <KeyCaps keys={keys} /> : null}
                >
                  {title}
                </Menu.Item>
              </Fragment>
            );
          })}
        {others.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Label>Recent projects</Menu.Label>
            {others.map((other) => (
              <Menu.Item
                key={other.project}
                disabled={!other.found}
                title={other.found ? other.project : `${other.project}: not there`}
                onClick={() => void open(other.project).catch(notifyError)}
              >
                {other.name}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
