// The menu of the system, made from the one table of commands; what only a desktop has (clipboard, zoom, quit) is added.
import type { MenuItemConstructorOptions } from 'electron';
import { accelerator, commandGroups, commandList, type CommandGroup, type CommandId } from '../../app/api/commands.ts';
import { menuLabel } from './plainLabel.ts';

export interface MenuProject {
  project: string;
  name: string;
  found: boolean;
}

export interface ApplicationMenuOptions {
  platform: NodeJS.Platform;
  isPackaged: boolean;
  recent: readonly MenuProject[];
  enabled: ReadonlySet<CommandId>;
  onCommand: (id: CommandId) => void;
  onProject: (project: string) => void;
}

type Item = MenuItemConstructorOptions;
const separator: Item = { type: 'separator' };

export function applicationMenu(options: ApplicationMenuOptions): Item[] {
  const isMac = options.platform === 'darwin';
  const menus: Item[] = [];
  if (isMac) menus.push(macAppMenu(options));
  for (const group of commandGroups) {
    if (group === 'Help' && isMac) menus.push({ role: 'windowMenu' });
    menus.push({
      label: group,
      ...(group === 'Help' && { role: 'help' as const }),
      submenu: [...commandItems(group, options), ...desktopItems(group, isMac, options.isPackaged)],
    });
  }
  return menus;
}

function commandItems(group: CommandGroup, options: ApplicationMenuOptions): Item[] {
  return commandList
    .filter((command) => command.group === group)
    .flatMap(({ id, title, keys = [], section }) => {
      const shortcut = keys.map(accelerator).find((found) => found !== null);
      const item: Item = {
        id,
        label: title,
        enabled: options.enabled.has(id),
        click: () => options.onCommand(id),
        // Shown here; the key itself is heard by the window, which knows whether a person is typing.
        ...(shortcut !== undefined && { accelerator: shortcut, registerAccelerator: false }),
      };
      return [...(section ? [separator] : []), item, ...(id === 'project.open' ? [recentItem(options)] : [])];
    });
}

function recentItem({ recent, onProject }: ApplicationMenuOptions): Item {
  return {
    id: 'recent',
    label: 'Open recent',
    enabled: recent.length > 0,
    submenu: recent.map(({ project, name, found }) => ({
      label: found ? menuLabel(name) : `${menuLabel(name)} (missing)`,
      toolTip: menuLabel(project),
      enabled: found,
      click: () => onProject(project),
    })),
  };
}

function desktopItems(group: CommandGroup, isMac: boolean, isPackaged: boolean): Item[] {
  if (group === 'File') return [separator, isMac ? { role: 'close' } : { role: 'quit' }];
  if (group === 'Edit') return [separator, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }];
  if (group === 'View') {
    return [
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(isPackaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
    ];
  }
  return [];
}

function macAppMenu({ onCommand }: ApplicationMenuOptions): Item {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      { label: 'Settings…', click: () => onCommand('go.settings') },
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}
