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
  return async ({ home, project }) => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const app = await _electron.launch({
      executablePath,
      args: [repositoryRoot, ...(project === undefined ? [] : [project])],
      env: { ...env, DRYDOCK_HOME: home },
    });
    const page = await app.firstWindow();
    return {
      page,
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
