import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconTestPipe } from '@tabler/icons-react';
import type { Cells, SaveTestRequest } from '../../../../../app/api/schemas/probe';
import { useClient } from '../../../api/workbench';
import { counted } from '../../../format/numbers';
import { notify, notifyError } from '../../../state/notices';
import { useOpenProject } from '../../../state/project';
import { icon } from '../../../theme/tokens';

interface SaveTestProps {
  row: number;
  edits: Cells;
  label?: string;
}

/** Keeps a row, as it is and as edited, as a test that `drydock replay` checks. */
export function SaveTest({ row, edits, label = 'Save as a test' }: SaveTestProps) {
  const client = useClient();
  const { project } = useOpenProject();
  const isEdited = Object.keys(edits).length > 0;
  const save = (expect: SaveTestRequest['expect']): void => {
    client['probe.saveTest']({ project, row, edits, expect })
      .then(({ path, tests }) =>
        notify({
          tone: 'good',
          title: 'Saved as a test',
          body: `${counted(tests, 'test')} in ${path}. Check with: drydock replay`,
        }),
      )
      .catch(notifyError);
  };
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconTestPipe size={icon.sm} />}
          rightSection={<IconChevronDown size={icon.sm} />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={!isEdited} onClick={() => save('unchanged')}>
          These edits must not change the answer
        </Menu.Item>
        <Menu.Item onClick={() => save('now')}>The answer must stay what it is now</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
