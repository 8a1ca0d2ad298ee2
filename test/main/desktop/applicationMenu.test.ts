import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { commandGroups, commandList } from '../../../app/api/commands.ts';
import { applicationMenu, type ApplicationMenuOptions } from '../../../main/desktop/applicationMenu.ts';
import { Menu } from '../../desktop/double/menu.ts';

function built(change: Partial<ApplicationMenuOptions> = {}) {
  const chosen: string[] = [];
  const menus = applicationMenu({
    platform: 'linux',
    isPackaged: true,
    recent: [],
    enabled: new Set(['run.start']),
    onCommand: (id) => chosen.push(id),
    onProject: (project) => chosen.push(project),
    ...change,
  });
  const labels = menus.map(({ label, role }) => label ?? role);
  const items = (label: string) => menus.find((menu) => menu.label === label)?.submenu as MenuItemConstructorOptions[];
  // As Electron takes it: it refuses wrong keys and ids that come twice.
  const menu = Menu.buildFromTemplate(menus as unknown as Parameters<typeof Menu.buildFromTemplate>[0]);
  return { menus, labels, items, chosen, menu };
}
const roles = (items: MenuItemConstructorOptions[]): string[] => items.flatMap(({ role }) => (role === undefined ? [] : [role]));

describe('the menu of the system', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    'holds every command of the table once, in its group and order, on %s',
    (platform) => {
      const { items, menu } = built({ platform });
      for (const group of commandGroups) {
        const ids = items(group).flatMap(({ id }) => (id === undefined || id === 'recent' ? [] : [id]));
        expect(ids).toEqual(commandList.filter((command) => command.group === group).map(({ id }) => id));
      }
      expect(menu.ids().filter((id) => id !== 'recent')).toHaveLength(commandList.length);
    },
  );

  it('shows the keys, and leaves hearing them to the window', () => {
    const { menu } = built();
    expect(menu.getMenuItemById('run.start')).toMatchObject({ accelerator: 'CmdOrCtrl+Enter', registerAccelerator: false });
    expect(menu.getMenuItemById('edit.redo')).toMatchObject({ accelerator: 'CmdOrCtrl+Shift+Z' });
    // A bare key would be taken from every text field.
    expect(menu.getMenuItemById('view.close')?.accelerator).toBeUndefined();
  });

  it('sends what is chosen to the window; what the window has not said is on, is grey', () => {
    const { menu, chosen } = built();
    expect([menu.getMenuItemById('run.start')?.enabled, menu.getMenuItemById('run.cancel')?.enabled]).toEqual([true, false]);
    menu.getMenuItemById('run.start')?.click(null);
    expect(chosen).toEqual(['run.start']);
  });

  it('adds what only a desktop has; developer tools not once packaged', () => {
    expect(roles(built().items('Edit'))).toEqual(['cut', 'copy', 'paste', 'selectAll']);
    expect(roles(built().items('View'))).toEqual(['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen']);
    expect(roles(built({ isPackaged: false }).items('View'))).toContain('toggleDevTools');
    expect(roles(built().items('File'))).toEqual(['quit']);
  });

  it('has the menus of a Mac on a Mac', () => {
    const { labels, items, menus, chosen } = built({ platform: 'darwin' });
    expect(labels).toEqual(['appMenu', 'File', 'Edit', 'View', 'Go', 'Run', 'windowMenu', 'Help']);
    expect(roles(items('File'))).toEqual(['close']);
    const own = menus[0]?.submenu as MenuItemConstructorOptions[];
    expect(roles(own)).toEqual(['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit']);
    const settings = own.find(({ label }) => label === 'Settings…');
    (settings?.click as () => void)();
    expect(chosen).toEqual(['go.settings']);
  });

  it('lists recent projects by name, missing ones grey, their names as plain text @security', () => {
    const { menu, chosen } = built({
      recent: [
        { project: '/p/a', name: 'R&D \u202Egnp.exe\nsecond line', found: true },
        { project: '/p/b', name: 'x'.repeat(10_000), found: false },
      ],
    });
    const [first, second] = menu.getMenuItemById('recent')?.submenu?.items ?? [];
    expect(first).toMatchObject({ label: 'R&&D gnp.exe second line', enabled: true });
    expect(second).toMatchObject({ enabled: false });
    expect(second?.label).toBe(`${'x'.repeat(59)}… (missing)`);
    first?.click(null);
    expect(chosen).toEqual(['/p/a']);
  });
});
