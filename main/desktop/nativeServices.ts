// What only the desktop can do for the window: dialogs, the file manager, copies. Paths are checked here again.
import { copyFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { BrowserWindow, Dialog, Shell } from 'electron';
import { z } from 'zod';
import { FilePath } from '../../app/api/schemas/common.ts';
import { AppError } from '../../app/base/errors.ts';
import { replaceFile } from '../../app/storage/atomicWrite.ts';
import { allowedFile } from '../pages/allowedFile.ts';

/** Opened with the system's program for them; nothing that such a program would execute. */
const readable = new Set(['.html', '.csv', '.txt', '.json', '.md']);

export interface NativeServicesOptions {
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  shell: Pick<Shell, 'showItemInFolder' | 'openPath'>;
  window: BrowserWindow;
  /** Where a save dialog starts. */
  documents: string;
  /** Folders whose files the window may have. */
  folders: () => Promise<readonly string[]>;
}

export interface NativeService {
  input: z.ZodType;
  run(input: unknown): Promise<unknown>;
}

/** By name; every input is parsed before it is used. */
export function createNativeServices(options: NativeServicesOptions): Record<string, NativeService> {
  const { dialog, shell, window } = options;
  /** Places the person chose in a save dialog: the only ones that are written to. */
  const granted = new Set<string>();
  const allowed = async (path: string): Promise<string> => allowedFile(path, await options.folders());

  return {
    openDialog: service(z.enum(['files', 'folder', 'project']), async (kind) => {
      const properties = {
        files: ['openFile', 'multiSelections'],
        folder: ['openDirectory'],
        project: ['openDirectory'],
      } as const;
      const result = await dialog.showOpenDialog(window, { properties: [...properties[kind]] });
      return result.canceled ? [] : result.filePaths;
    }),

    saveDialog: service(z.string().max(255), async (name) => {
      const result = await dialog.showSaveDialog(window, { defaultPath: join(options.documents, basename(name)) });
      if (result.canceled || !result.filePath) return null;
      granted.add(result.filePath);
      return result.filePath;
    }),

    reveal: service(FilePath, async (path) => shell.showItemInFolder(await allowed(path))),

    openFile: service(FilePath, async (path) => {
      const file = await allowed(path);
      if (!readable.has(extname(file).toLowerCase())) {
        throw new AppError('NOT_ALLOWED', `Files like ${basename(file)} are not opened from here.`, {
          hint: 'Show it in its folder.',
        });
      }
      const problem = await shell.openPath(file);
      if (problem) throw new AppError('NOT_FOUND', `The system cannot open ${basename(file)}.`, { hint: problem });
    }),

    copyTo: service(z.object({ path: FilePath, target: FilePath }), async ({ path, target }) => {
      if (!granted.delete(target)) {
        throw new AppError('NOT_ALLOWED', 'A file is only saved where a dialog said.', { hint: 'Choose the place again.' });
      }
      const source = await allowed(path);
      await replaceFile(target, (temporary) => copyFile(source, temporary));
    }),
  };
}

function service<S extends z.ZodType>(input: S, run: (input: z.output<S>) => Promise<unknown>): NativeService {
  return { input, run: (value) => run(value as z.output<S>) };
}
