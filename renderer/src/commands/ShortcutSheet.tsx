import { Modal } from '@mantine/core';
import { ShortcutTable } from './ShortcutTable';

export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="var(--width-52)"
      title="Keyboard shortcuts"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ShortcutTable />
    </Modal>
  );
}
