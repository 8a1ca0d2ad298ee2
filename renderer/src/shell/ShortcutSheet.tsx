import { Kbd, Modal } from '@mantine/core';
import { shortcutList } from './shortcuts';

export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const isMac = navigator.userAgent.includes('Mac');
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <table className="plain">
        <thead>
          <tr>
            <th>Keys</th>
            <th>What they do</th>
          </tr>
        </thead>
        <tbody>
          {shortcutList(isMac).map(({ keys, does }) => (
            <tr key={does}>
              <td className="nowrap">
                {keys.map((key, index) => (
                  <span key={key}>
                    {index > 0 && ' + '}
                    <Kbd>{key}</Kbd>
                  </span>
                ))}
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
