import { useState } from 'react';
import { pages, type PageId } from '../../../app/api/pages';
import { focusPane } from '../shell/panes';
import { goTo } from '../state/navigation';
import { useRowsDrawer } from '../state/rowsDrawer';
import { useUndo } from '../state/undo';
import { Palette } from './Palette';
import { ProjectCommands } from './ProjectCommands';
import { ShortcutSheet } from './ShortcutSheet';
import { useCommand } from './useCommand';
import { useDesktopMenu } from './useDesktopMenu';
import { useKeyListener } from './useKeyListener';
import { useRunCommands } from './useRunCommands';
import { useThemeCommands } from './useThemeCommands';

/** What the commands do on every page. Drawn before the pages, so that a page can answer in its own way. */
export function ShellCommands() {
  const [opened, setOpened] = useState<'palette' | 'sheet' | null>(null);
  const drawer = useRowsDrawer();
  const { undo, redo } = useUndo();
  useKeyListener();
  useDesktopMenu();
  useRunCommands();
  useThemeCommands();
  useCommand('edit.undo', undo);
  useCommand('edit.redo', redo);
  useCommand('view.palette', () => setOpened('palette'));
  useCommand('view.nextPane', () => focusPane(1));
  useCommand('view.previousPane', () => focusPane(-1));
  useCommand('view.close', drawer.close);
  useCommand('help.shortcuts', () => setOpened('sheet'));
  useCommand('help.errors', () => goTo({ page: 'help', at: 'errors' }));
  useCommand('help.licences', () => goTo({ page: 'help', at: 'licences' }));
  const close = (): void => setOpened(null);
  return (
    <>
      {pages.map(({ id }) => (
        <GoCommand key={id} page={id} />
      ))}
      <ProjectCommands />
      <Palette opened={opened === 'palette'} onClose={close} />
      <ShortcutSheet opened={opened === 'sheet'} onClose={close} />
    </>
  );
}

function GoCommand({ page }: { page: PageId }) {
  useCommand(`go.${page}`, () => goTo({ page }));
  return null;
}
