// Keeps the menu of the system true: which commands are on, and which projects were opened lately.
import { join } from 'node:path';
import type { App, Menu } from 'electron';
import { commandList, type CommandId } from '../../app/api/commands.ts';
import type { ShellEvent } from '../../app/api/schemas/desktopShell.ts';
import { projectFileName } from '../../app/runs/projectStore.ts';
import { applicationMenu, type MenuProject } from './applicationMenu.ts';
import { plainLabel } from './plainLabel.ts';

const mostRecent = 10;

export interface MenuBarOptions {
  app: Pick<App, 'isPackaged' | 'addRecentDocument' | 'setJumpList'>;
  menu: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu'>;
  platform: NodeJS.Platform;
  /** Newest first. */
  listRecent: () => Promise<readonly MenuProject[]>;
  send: (event: ShellEvent) => void;
}

export interface MenuBar {
  setEnabled(enabled: readonly CommandId[]): void;
  /** Looks again which projects were opened lately. */
  refresh(): Promise<void>;
}

/** Until the window says otherwise, nothing is on: nobody is there to do it. */
export function createMenuBar({ app, menu, platform, listRecent, send }: MenuBarOptions): MenuBar {
  let enabled: ReadonlySet<CommandId> = new Set();
  let recent: readonly MenuProject[] = [];

  const build = (): void =>
    menu.setApplicationMenu(
      menu.buildFromTemplate(
        applicationMenu({
          platform,
          isPackaged: app.isPackaged,
          recent,
          enabled,
          onCommand: (id) => send({ kind: 'command', id }),
          onProject: (project) => send({ kind: 'open', paths: [project] }),
        }),
      ),
    );
  build();

  return {
    setEnabled(next) {
      const wanted = new Set(next);
      if (wanted.size === enabled.size && next.every((id) => enabled.has(id))) return;
      enabled = wanted;
      // In place: a menu built anew would close under the hand of who has it open.
      const shown = menu.getApplicationMenu();
      for (const { id } of commandList) {
        const item = shown?.getMenuItemById(id);
        if (item) item.enabled = enabled.has(id);
      }
    },
    async refresh() {
      const next = (await listRecent()).slice(0, mostRecent);
      if (JSON.stringify(next) === JSON.stringify(recent)) return;
      recent = next;
      build();
      const [newest] = next;
      if (newest?.found && platform !== 'linux') app.addRecentDocument(join(newest.project, projectFileName));
      if (platform === 'win32') app.setJumpList([jumpList(next)]);
    },
  };
}

/** The right click on the taskbar: each project as an own start of the program, which goes to the running one. */
function jumpList(recent: readonly MenuProject[]): Electron.JumpListCategory {
  return {
    type: 'custom',
    name: 'Recent projects',
    items: recent
      .filter(({ found, project }) => found && !project.includes('"'))
      .map(({ project, name }) => ({
        type: 'task' as const,
        title: plainLabel(name),
        description: plainLabel(project),
        program: process.execPath,
        args: `"${project}"`,
      })),
  };
}
