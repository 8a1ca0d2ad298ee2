import type { QueryClient } from '@tanstack/react-query';

/**
 * Ends what is being changed: a field keeps what was typed into it, and what is on its way to the disk arrives.
 * False when something of it could not be kept; that has been said in its own words.
 */
export async function flushChanges(queries: QueryClient): Promise<boolean> {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches('input, textarea, [contenteditable]')) {
    focused.blur();
    focused.focus();
  }
  const changes = queries.getMutationCache();
  const pending = changes.getAll().filter(({ state }) => state.status === 'pending');
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (pending.some(({ state }) => state.status === 'pending')) return;
      stop();
      resolve();
    };
    const stop = changes.subscribe(check);
    check();
  });
  return pending.every(({ state }) => state.status !== 'error');
}
