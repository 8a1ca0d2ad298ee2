import { headlessShell } from './findBrowser.mjs';

/**
 * The ways to get a Chromium, each a list of commands, in the order to try them. As root the system's own package comes
 * first: it brings its libraries. An ordinary user gets one of their own, and the machine is changed through sudo in CI alone.
 */
export function installWays({ isRoot, hasApt, maySudo, playwright }) {
  const apt = (browser, ...before) => [
    [...before, 'apt-get', 'update'],
    [...before, 'apt-get', 'install', '-y', '--no-install-recommends', browser, 'fonts-liberation'],
  ];
  const own = [[...playwright, 'install', ...(isRoot && hasApt ? ['--with-deps'] : []), 'chromium']];
  if (!hasApt) return [own];
  if (isRoot) return [apt(headlessShell), apt('chromium'), own];
  return maySudo ? [own, [['sudo', '-n', ...playwright, 'install-deps', 'chromium']], apt('chromium', 'sudo', '-n')] : [own];
}
