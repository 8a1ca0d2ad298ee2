// The desktop app, in the order things happen. Each step lives in a file of its own.
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import type { ShellProgress } from '../../app/api/schemas/desktopShell.ts';
import { listRecentProjects } from '../../app/runs/recentProjects.ts';
import { windowFolders } from '../pages/allowedFile.ts';
import { defaultFolders } from '../supervisor/defaultFolders.ts';
import { openLogFile } from '../supervisor/logFile.ts';
import { programFiles } from '../supervisor/programFiles.ts';
import { appOrigin, appScheme, createAppHandler } from './appProtocol.ts';
import { channels } from './channels.ts';
import { careForPage } from './crashCare.ts';
import { startEngine } from './desktopEngine.ts';
import { registerIpc } from './ipc.ts';
import { createLastChanges } from './lastChanges.ts';
import { createMenuBar } from './menuBar.ts';
import { createNativeServices } from './nativeServices.ts';
import { givenPaths, givenProject, placeAddress, projectAddress } from './openRequests.ts';
import { createPdfPrinter } from './printPdf.ts';
import { guardQuit } from './quitGuard.ts';
import { guardContents, guardDownloads, guardSession } from './security.ts';
import { createShellEvents } from './shellEvents.ts';
import { createShellServices } from './shellServices.ts';
import { windowOptions } from './window.ts';
import { keepWindowState } from './keepWindowState.ts';
import { boundsOnDisplay, readWindowState } from './windowState.ts';

const files = programFiles(import.meta.url);
const folders = defaultFolders();
const logFile = join(folders.cache, 'logs/drydock.log');
const log = openLogFile(logFile);
const note = (message: string, detail?: unknown): void => log.write('desktop', message, detail);

/** Set once there is a window; until then, files opened from the system's file manager wait. */
let openPaths: (paths: string[]) => void = (paths) => void early.push(...paths);
const early: string[] = [];

function start(): void {
  guardSession(session.defaultSession);
  guardDownloads(session.defaultSession, app.getPath('documents'));
  protocol.handle('app', createAppHandler(files.window));

  const kept = readWindowState(folders.config);
  const window = new BrowserWindow(
    windowOptions({
      preload: files.preload,
      bounds:
        kept &&
        boundsOnDisplay(
          kept.bounds,
          screen.getAllDisplays().map(({ workArea }) => workArea),
        ),
      icon: process.platform === 'linux' ? join(files.window, 'icon.png') : null,
      devTools: !app.isPackaged,
    }),
  );
  if (kept?.maximised) window.maximize();
  const events = createShellEvents((event) => {
    if (!window.isDestroyed()) window.webContents.send(channels.shell, event);
  });

  const paths = [...givenPaths(process.argv, { isPackaged: app.isPackaged, cwd: process.cwd() }), ...early];
  const project = givenProject(paths);
  const address = project !== null ? projectAddress(project) : kept?.place ? placeAddress(kept.place) : `${appOrigin}/`;
  if (project === null && paths.length > 0) events.send({ kind: 'open', paths });

  const engine = startEngine({ files, folders, logFile, log, utilityProcess, events });
  const menuBar = createMenuBar({
    app,
    menu: Menu,
    platform: process.platform,
    listRecent: () => listRecentProjects(folders.config),
    send: (event) => events.send(event),
  });
  const state = keepWindowState(window, { config: folders.config, address, log: note });
  let running: ShellProgress = null;
  const lastChanges = createLastChanges((event) => events.send(event));

  registerIpc({
    ipcMain,
    createChannel: () => new MessageChannelMain(),
    contents: () => (window.isDestroyed() ? undefined : window.webContents),
    services: {
      ...createNativeServices({
        dialog,
        shell,
        window,
        documents: app.getPath('documents'),
        folders: () => windowFolders(folders),
        printPdf: createPdfPrinter({ BrowserWindow, session: session.fromPartition('drydock-print') }),
      }),
      ...createShellServices({
        window,
        menuBar,
        Notification,
        onProgress: (progress) => (running = progress),
        restartEngine: () => engine.restart(),
        onChangesKept: () => lastChanges.kept(),
      }),
    },
    onListening: () => events.listening(),
    giveToEngine: (port) => engine.giveTo(port),
    log: note,
  });
  careForPage({ window, dialog, events, address: () => state.address(), quit: () => app.quit(), log: note });
  guardQuit({
    app,
    window,
    dialog,
    running: () => running,
    stop: () => Promise.all([state.flush(), lastChanges.keep().then(() => engine.stop())]).then(() => undefined),
  });
  void menuBar.refresh();
  window.once('ready-to-show', () => window.show());
  void window.loadURL(address).catch(() => undefined);

  openPaths = (given) => {
    if (given.length > 0) events.send({ kind: 'open', paths: given });
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  app.on('second-instance', (_event, argv, cwd) => openPaths(givenPaths(argv, { isPackaged: app.isPackaged, cwd })));
  app.on('window-all-closed', () => app.quit());
}

protocol.registerSchemesAsPrivileged([appScheme]);
app.enableSandbox();
// The name under which Windows shows notifications and the jump list: the one of the installed shortcut.
if (process.platform === 'win32') app.setAppUserModelId('org.drydock.workbench');
app.on('web-contents-created', (_event, contents) => guardContents(contents, (url) => shell.openExternal(url)));
app.on('open-file', (event, path) => {
  event.preventDefault();
  openPaths([path]);
});
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();
