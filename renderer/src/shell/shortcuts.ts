import { pages } from '../state/navigation';
import { pageTable } from './pageTable';

export interface Shortcut {
  keys: string[];
  does: string;
}

/** What the sheet shows; useShortcuts acts on the same keys. */
export function shortcutList(isMac: boolean): Shortcut[] {
  const mod = isMac ? '⌘' : 'Ctrl';
  return [
    { keys: [mod, 'Enter'], does: 'Run' },
    { keys: [mod, 'O'], does: 'Choose files' },
    ...pages.map((page, index) => ({ keys: [mod, String(index + 1)], does: `Go to ${pageTable[page].title}` })),
    { keys: [mod, 'Z'], does: 'Undo a change of the mapping' },
    { keys: [mod, 'Shift', 'Z'], does: 'Redo it' },
    { keys: ['Esc'], does: 'Close the drawer' },
    { keys: ['←', '→'], does: 'Move between windows of the chart over time' },
    { keys: ['Enter'], does: 'Open the window that is marked there' },
    { keys: ['?'], does: 'This sheet' },
  ];
}
