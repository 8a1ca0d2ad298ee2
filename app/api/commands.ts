// THE table of what can be done from the window. The menu of the desktop, the palette, the shortcuts, the cheat sheet
// and their tests are made from it; there is no second list.
import { pages } from './pages.ts';

/** What must hold for a command to be on. The window says for each whether it holds, and if not, why. */
export const conditions = ['always', 'project', 'canRun', 'running', 'run', 'canUndo', 'canRedo', 'table', 'drawer'] as const;
export type Condition = (typeof conditions)[number];

export const commandGroups = ['File', 'Edit', 'View', 'Go', 'Run', 'Help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export interface CommandFacts {
  id: string;
  /** As in a menu. "…" at the end: it asks something first. */
  title: string;
  group: CommandGroup;
  when: Condition;
  /** `Mod` is Cmd on a Mac and Ctrl elsewhere; the first one is shown, the others work too. */
  keys?: readonly string[];
  /** Also while a person types into a field. */
  whileTyping?: boolean;
  /** Browsers keep these keys to themselves, so that they work on the desktop only. */
  browserKeeps?: boolean;
  /** What else a person may call it, for the search of the palette. */
  words?: string;
  /** Begins a new section of its menu. */
  section?: boolean;
}

/** A page by its place in the rail; there are nine such keys. */
function placeKeys(index: number): string[] {
  return index < 9 ? [`Mod+${index + 1}`] : [];
}

const goCommands = pages.map(({ id, title, help }, index) => ({
  id: `go.${id}` as const,
  title,
  group: 'Go' as const,
  when: 'always' as const,
  keys: [...(id === 'settings' ? ['Mod+,'] : []), ...placeKeys(index)],
  whileTyping: true,
  words: help,
}));

const commands = [
  {
    id: 'project.new',
    title: 'New project',
    group: 'File',
    when: 'always',
    keys: ['Mod+N'],
    whileTyping: true,
    browserKeeps: true,
    words: 'create empty',
  },
  {
    id: 'files.open',
    title: 'Open files…',
    group: 'File',
    when: 'always',
    keys: ['Mod+O'],
    whileTyping: true,
    words: 'model data import load choose',
  },
  {
    id: 'folder.open',
    title: 'Open a folder…',
    group: 'File',
    when: 'always',
    keys: ['Mod+Shift+O'],
    whileTyping: true,
    words: 'import load choose',
  },
  { id: 'project.open', title: 'Open a project…', group: 'File', when: 'always', words: 'drydock.json recent' },
  { id: 'example.open', title: 'Open the bird-strikes example', group: 'File', when: 'always', words: 'try demo sample' },
  {
    id: 'project.save',
    title: 'Save',
    group: 'File',
    when: 'project',
    keys: ['Mod+S'],
    whileTyping: true,
    section: true,
    words: 'keep',
  },
  {
    id: 'project.saveAs',
    title: 'Save a copy of the project…',
    group: 'File',
    when: 'project',
    keys: ['Mod+Shift+S'],
    whileTyping: true,
    words: 'duplicate save as',
  },
  {
    id: 'bundle.export',
    title: 'Export bundle',
    group: 'File',
    when: 'run',
    keys: ['Mod+E'],
    whileTyping: true,
    section: true,
    words: 'deploy package zip docker',
  },
  { id: 'report.save', title: 'Save report (HTML)', group: 'File', when: 'run', words: 'share' },
  {
    id: 'report.print',
    title: 'Print report…',
    group: 'File',
    when: 'run',
    keys: ['Mod+P'],
    whileTyping: true,
    words: 'pdf',
  },
  { id: 'edit.undo', title: 'Undo', group: 'Edit', when: 'canUndo', keys: ['Mod+Z'] },
  { id: 'edit.redo', title: 'Redo', group: 'Edit', when: 'canRedo', keys: ['Mod+Shift+Z', 'Mod+Y'] },
  {
    id: 'table.find',
    title: 'Find in the table',
    group: 'Edit',
    when: 'table',
    keys: ['Mod+F'],
    whileTyping: true,
    section: true,
    words: 'filter search',
  },
  { id: 'view.palette', title: 'Command palette', group: 'View', when: 'always', keys: ['Mod+K'], whileTyping: true },
  { id: 'view.nextPane', title: 'Next pane', group: 'View', when: 'always', keys: ['F6'], whileTyping: true, words: 'focus' },
  {
    id: 'view.previousPane',
    title: 'Previous pane',
    group: 'View',
    when: 'always',
    keys: ['Shift+F6'],
    whileTyping: true,
    words: 'focus back',
  },
  { id: 'view.close', title: 'Close the drawer', group: 'View', when: 'drawer', keys: ['Escape'] },
  { id: 'view.light', title: 'Light theme', group: 'View', when: 'always', section: true, words: 'appearance colour' },
  { id: 'view.dark', title: 'Dark theme', group: 'View', when: 'always', words: 'appearance colour night' },
  { id: 'view.system', title: 'Theme of the system', group: 'View', when: 'always', words: 'appearance colour auto' },
  ...goCommands,
  {
    id: 'run.start',
    title: 'Run',
    group: 'Run',
    when: 'canRun',
    keys: ['Mod+Enter'],
    whileTyping: true,
    words: 'validate start',
  },
  {
    id: 'run.cancel',
    title: 'Cancel the running job',
    group: 'Run',
    when: 'running',
    keys: ['Mod+.'],
    whileTyping: true,
    words: 'stop abort',
  },
  {
    id: 'drift.compare',
    title: 'Compare with the reference (drift)',
    group: 'Run',
    when: 'project',
    section: true,
    words: 'shift change distribution psi windows evidently deepchecks nannyml',
  },
  {
    id: 'loadtest.open',
    title: 'Measure how much the bundle carries…',
    group: 'Run',
    when: 'run',
    words: 'load test capacity scale replicas latency throughput benchmark p99',
  },
  {
    id: 'monitor.read',
    title: 'Read a prediction log…',
    group: 'Run',
    when: 'run',
    words: 'monitor deployed bundle live labels watch import',
  },
  {
    id: 'retrain.open',
    title: 'Retrain…',
    group: 'Run',
    when: 'project',
    words: 'train fit fresh new model champion challenger promote reject',
  },
  { id: 'run.star', title: 'Star this run', group: 'Run', when: 'run', section: true, words: 'favourite' },
  { id: 'run.pin', title: 'Pin this run as baseline', group: 'Run', when: 'run', words: 'compare champion' },
  {
    id: 'help.shortcuts',
    title: 'Keyboard shortcuts',
    group: 'Help',
    when: 'always',
    keys: ['F1', '?', 'Mod+/'],
    words: 'keys cheat sheet',
  },
  { id: 'help.errors', title: 'What errors mean', group: 'Help', when: 'always', words: 'codes' },
  { id: 'help.licences', title: 'Licences', group: 'Help', when: 'always', words: 'open source about version' },
] as const satisfies readonly CommandFacts[];

export type CommandId = (typeof commands)[number]['id'];

/** The same list without the literal types, for whoever walks over it. */
export const commandList: readonly (CommandFacts & { id: CommandId })[] = commands;

const macSigns: Record<string, string> = { Mod: '⌘', Shift: '⇧', Escape: 'Esc', Enter: '⏎' };
const otherSigns: Record<string, string> = { Mod: 'Ctrl', Escape: 'Esc' };

/** "Mod+Shift+Z" as the caps a person presses: ["Ctrl", "Shift", "Z"]. */
export function keyCaps(keys: string, isMac: boolean): string[] {
  const signs = isMac ? macSigns : otherSigns;
  return keys.split('+').map((key) => signs[key] ?? key);
}

/** "Mod+Shift+Z" as Electron writes it; null for a bare key, which a menu must not take from a text field. */
export function accelerator(keys: string): string | null {
  if (!keys.startsWith('Mod+') && !/^(Shift\+)?F\d+$/.test(keys)) return null;
  return keys.replace('Mod', 'CmdOrCtrl');
}

interface PressedKey {
  key: string;
  /** Where the key is, whatever is printed on it. */
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/**
 * Whether this key press is that shortcut on this platform. Letters are where they are printed, or where they would be
 * on a keyboard that prints others (Cyrillic, Greek); digits also where Shift is needed for them. `?` and the like are
 * what is typed, whatever Shift does.
 */
export function isPressed(keys: string, event: PressedKey, isMac: boolean): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  if (event.altKey || mod !== (isMac ? event.metaKey : event.ctrlKey) || (isMac ? event.ctrlKey : event.metaKey)) return false;
  if (/^\d$/.test(key)) {
    return (event.key === key || event.code === `Digit${key}`) && event.shiftKey === parts.includes('Shift');
  }
  if (/^[a-z]$/i.test(key)) {
    const isOther = event.key.length === 1 && event.key > '\x7f';
    const typed = isOther ? event.code.replace(/^Key/, '') : event.key;
    return typed.toLowerCase() === key.toLowerCase() && event.shiftKey === parts.includes('Shift');
  }
  if (key.length > 1) return event.key === key && event.shiftKey === parts.includes('Shift');
  return event.key === key;
}
