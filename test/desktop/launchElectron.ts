// The same app in real Electron, where its runtime is present.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { repositoryRoot } from '../support/bundleScript.ts';
import type { LaunchDesktop } from './fixture.ts';

/** The Electron executable, or null: installing the package does not fetch it everywhere. */
export function findElectron(): string | null {
  const folder = join(repositoryRoot, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? path : null;
}

export function electronLauncher(executablePath: string): LaunchDesktop {
  return async ({ home, files = [] }) => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const app = await _electron.launch({
      executablePath,
      args: [repositoryRoot, ...files],
      env: { ...env, DRYDOCK_HOME: home },
    });
    const page = await app.firstWindow();
    const item = (path: string[], click: boolean): Promise<boolean | null> =>
      app.evaluate(
        ({ Menu }, given) => {
          let items = Menu.getApplicationMenu()?.items ?? [];
          for (const label of given.path.slice(0, -1)) items = items.find((one) => one.label === label)?.submenu?.items ?? [];
          const found = items.find((one) => one.label === given.path.at(-1));
          if (given.click) found?.click();
          return found?.enabled ?? null;
        },
        { path, click },
      );
    return {
      page,
      choose: async (...path) => void (await item(path, true)),
      isOn: (...path) => item(path, false),
      startAgain: (files) =>
        app.evaluate(
          ({ app: electronApp }, argv) => void electronApp.emit('second-instance', {}, argv, '/', null),
          [executablePath, repositoryRoot, ...files],
        ),
      killEngine: () =>
        app.evaluate(({ app: electronApp }) => {
          const engine = electronApp
            .getAppMetrics()
            .find(({ serviceName, name }) => [serviceName, name].includes('drydock engine'));
          if (!engine) throw new Error('There is no engine to kill.');
          process.kill(engine.pid, 'SIGKILL');
        }),
      close: () => app.close(),
    };
  };
}
