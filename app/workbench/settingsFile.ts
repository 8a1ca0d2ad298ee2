// What a person sets once for every project: settings.json in the configuration folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppSettings, SettingsFile } from '../api/schemas/settings.ts';
import { isAppError, toWire } from '../base/errors.ts';
import { parseVersioned } from '../runs/parseVersioned.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';

export function settingsPath(configFolder: string): string {
  return join(configFolder, 'settings.json');
}

/** A file that is damaged or too new must not keep the program from working: the usual settings hold, and `problem` says why. */
export async function readSettings(configFolder: string): Promise<{ settings: AppSettings; problem: string | null }> {
  const path = settingsPath(configFolder);
  const usual = AppSettings.parse({});
  try {
    const about = { path, version: 1, what: 'settings file' };
    return { settings: AppSettings.parse(parseVersioned(SettingsFile, await readFile(path, 'utf8'), about)), problem: null };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { settings: usual, problem: null };
    const { message } = isAppError(error) ? error : toWire(error);
    return { settings: usual, problem: message };
  }
}

/**
 * Whole or not at all. A damaged file is replaced; one of a newer version is left alone.
 * @throws PROJECT_NEWER, STORAGE_DENIED, STORAGE_FULL
 */
export async function writeSettings(configFolder: string, settings: AppSettings): Promise<void> {
  const path = settingsPath(configFolder);
  try {
    parseVersioned(SettingsFile, await readFile(path, 'utf8'), { path, version: 1, what: 'settings file' });
  } catch (error) {
    if (isAppError(error) && error.code === 'PROJECT_NEWER') throw error;
  }
  await writeJsonAtomic(path, { version: 1, ...settings });
}
