// What only the desktop can do for the window: dialogs, the file manager, copies. Paths are checked here again.
import { copyFile } from 'node:fs/promises';
import { basename, extname, join, parse } from 'node:path';
import type { BrowserWindow, Dialog, Shell } from 'electron';
import { z } from 'zod';
import { FilePath } from '../../app/api/schemas/common.ts';
import { AppError } from '../../app/base/errors.ts';
import { replaceFile, writeFileAtomic } from '../../app/storage/atomicWrite.ts';
import { allowedFile } from '../pages/allowedFile.ts';
import { openFilters, saveFilters } from './fileFilters.ts';
import { service, type NativeService } from './nativeService.ts';

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
  /** An HTML document as PDF. */
  printPdf: (path: string) => Promise<Uint8Array>;
}

/** By name; every input is parsed before it is used. */
export function createNativeServices(options: NativeServicesOptions): Record<string, NativeService> {
  const { dialog, shell, window } = options;
  /** Places the person chose in a save dialog: the only ones that are written to. */
  const granted = new Set<string>();
  const allowed = async (path: string): Promise<string> => allowedFile(path, await options.folders());
  const askWhere = async (name: string): Promise<string | null> => {
    const result = await dialog.showSaveDialog(window, {
      defaultPath: join(options.documents, basename(name)),
      filters: saveFilters(name),
    });
    return result.canceled || !result.filePath ? null : result.filePath;
  };

  return {
    openDialog: service(z.enum(['files', 'folder', 'project']), async (kind) => {
      const properties = {
        files: ['openFile', 'multiSelections'],
        folder: ['openDirectory'],
        project: ['openDirectory'],
      } as const;
      const titles = { files: 'Open files', folder: 'Open a folder', project: 'Open a project folder' } as const;
      const result = await dialog.showOpenDialog(window, {
        title: titles[kind],
        properties: [...properties[kind]],
        ...(kind === 'files' && { filters: openFilters }),
      });
      return result.canceled ? [] : result.filePaths;
    }),

    saveDialog: service(z.string().max(255), async (name) => {
      const target = await askWhere(name);
      if (target !== null) granted.add(target);
      return target;
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

    printPdf: service(FilePath, async (path) => {
      const source = await allowed(path);
      if (extname(source).toLowerCase() !== '.html') {
        throw new AppError('NOT_ALLOWED', `Only reports are printed, and ${basename(source)} is none.`, {
          hint: 'Save the report first.',
        });
      }
      const target = await askWhere(`${parse(source).name}.pdf`);
      if (target !== null) await writeFileAtomic(target, await options.printPdf(source));
      return target;
    }),
  };
}
