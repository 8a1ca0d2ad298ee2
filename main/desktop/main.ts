// The desktop app, in the order things happen. Each step lives in a file of its own.
import { basename, dirname, join, resolve } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { projectFileName } from '../../app/runs/projectStore.ts';
import { windowFolders } from '../pages/allowedFile.ts';
import { createChildBroker } from '../supervisor/childBroker.ts';
import { defaultFolders } from '../supervisor/defaultFolders.ts';
import type { EngineSettings } from '../supervisor/engineProtocol.ts';
import { superviseEngine } from '../supervisor/engineSupervisor.ts';
import { openLogFile } from '../supervisor/logFile.ts';
import { programFiles } from '../supervisor/programFiles.ts';
import { appOrigin, appScheme, createAppHandler } from './appProtocol.ts';
import { registerIpc } from './ipc.ts';
import { createNativeServices } from './nativeServices.ts';
import { guardContents, guardSession } from './security.ts';
import { createUtilitySpawn } from './spawnUtility.ts';
import { windowOptions } from './window.ts';

const files = programFiles(import.meta.url);
const folders = defaultFolders();
const logFile = join(folders.cache, 'logs/drydock.log');
const log = openLogFile(logFile);

/** The window's address; a project folder (or its drydock.json) on the command line is part of it. */
function addressFor(argv: readonly string[]): string {
  // Before packaging, the first argument is the folder of the program.
  const [given] = argv.slice(app.isPackaged ? 1 : 2).filter((argument) => !argument.startsWith('-'));
  if (given === undefined) return `${appOrigin}/`;
  const folder = basename(given) === projectFileName ? dirname(resolve(given)) : resolve(given);
  return `${appOrigin}/#/?project=${encodeURIComponent(folder)}`;
}

function start(): void {
  guardSession(session.defaultSession);
  protocol.handle('app', createAppHandler(files.window));
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ role: 'fileMenu' }, { role: 'editMenu' }, { role: 'viewMenu' }, { role: 'windowMenu' }]),
  );

  const settings: EngineSettings = {
    version: files.version,
    folders: { ...folders, examples: files.examples },
    workerScript: files.worker,
    serverScript: files.server,
    logFile,
    workers: 'host',
  };
  const spawn = createUtilitySpawn(utilityProcess);
  const broker = createChildBroker(spawn, [files.worker], (message) => engine.send(message));
  const engine = superviseEngine({
    spawn,
    script: files.engine,
    args: [JSON.stringify(settings)],
    log,
    onMessage(message) {
      if (message.type === 'child-spawn' || message.type === 'child-send' || message.type === 'child-kill')
        broker.handle(message);
    },
    onState(state, detail) {
      if (state === 'restarting' || state === 'failed') broker.killAll();
      if (state === 'failed') dialog.showErrorBox('The engine of Drydock keeps ending', `${detail}\n\nThe log is in ${logFile}.`);
    },
  });

  const window = new BrowserWindow(windowOptions(files.preload));
  registerIpc({
    ipcMain,
    createChannel: () => new MessageChannelMain(),
    contents: () => (window.isDestroyed() ? undefined : window.webContents),
    services: createNativeServices({
      dialog,
      shell,
      window,
      documents: app.getPath('documents'),
      folders: () => windowFolders(folders),
    }),
    async giveToEngine(port) {
      await engine.ready();
      engine.send({ type: 'port' }, [port]);
    },
    log: (message, detail) => log.write('desktop', message, detail),
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(addressFor(process.argv));

  app.on('second-instance', (_event, argv) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    const address = addressFor(argv);
    if (address !== `${appOrigin}/`) void window.loadURL(address);
  });
  app.on('window-all-closed', () => app.quit());
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    // Jobs are cancelled and keep what they finished before the process goes.
    event.preventDefault();
    void engine.stop().finally(() => {
      stopped = true;
      broker.killAll();
      app.quit();
    });
  });
}

protocol.registerSchemesAsPrivileged([appScheme]);
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => guardContents(contents, (url) => shell.openExternal(url)));
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();
