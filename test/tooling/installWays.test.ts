import { describe, expect, it } from 'vitest';
import { installWays } from './installWays.mjs';

const ways = (machine: { isRoot?: boolean; hasApt?: boolean; maySudo?: boolean }): string[] =>
  installWays({ isRoot: false, hasApt: false, maySudo: false, playwright: ['playwright'], ...machine }).map((commands) =>
    commands.map((words) => words.join(' ')).join('; '),
  );
const debian = (browser: string): string => `apt-get install -y --no-install-recommends ${browser} fonts-liberation`;

describe('a browser for the tests is installed', () => {
  it('by the package manager for root on Debian, the one without a frame before the whole, and by playwright with its libraries where that has none that runs', () => {
    expect(ways({ isRoot: true, hasApt: true })).toEqual([
      `apt-get update; ${debian('chromium-headless-shell')}`,
      `apt-get update; ${debian('chromium')}`,
      'playwright install --with-deps chromium',
    ]);
  });

  it('for an ordinary user alone, wherever they are', () => {
    expect(ways({})).toEqual(['playwright install chromium']);
    expect(ways({ hasApt: true })).toEqual(['playwright install chromium']);
    expect(ways({ isRoot: true })).toEqual(['playwright install chromium']);
  });

  it('by sudo where that is allowed, when what the user can install does not run', () => {
    expect(ways({ hasApt: true, maySudo: true })).toEqual([
      'playwright install chromium',
      'sudo -n playwright install-deps chromium',
      `sudo -n apt-get update; sudo -n ${debian('chromium')}`,
    ]);
  });
});
