import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical, IconFileTypeCsv } from '@tabler/icons-react';
import type { Confusion } from '../../../app/api/schemas/runs';
import { chartCsv } from '../charts/chartTable';
import { saveBlob } from '../charts/saveBlob';
import { icon } from '../theme/tokens';

/** The matrix is a table already: it is taken away whole, classes that are not shown included. */
export function ConfusionMenu({ confusion: { labels, counts } }: { confusion: Confusion }) {
  const save = (): void => {
    const table = {
      columns: ['actual \\ predicted', ...labels],
      rows: labels.map((label, row) => [label, ...(counts[row] ?? [])]),
    };
    saveBlob(new Blob([chartCsv(table)], { type: 'text/csv' }), 'confusion.csv');
  };
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" aria-label="Confusion: menu">
          <IconDotsVertical size={icon.md} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileTypeCsv size={icon.md} />} onClick={save}>
          Save as CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
