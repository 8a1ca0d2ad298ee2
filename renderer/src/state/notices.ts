import { useSyncExternalStore, type ReactNode } from 'react';
import { isCancelled, toWire, type WireError } from '../../../app/base/errors';

export interface Notice {
  id: number;
  tone: 'info' | 'good' | 'warn' | 'bad';
  title: string;
  body?: ReactNode;
  error?: WireError;
  action?: { label: string; run: () => void };
  /** What it is about, where the next notice about the same thing makes it untrue: that one takes its place. */
  about?: string;
  /** Stays until dismissed; a warning also until the person moves on. */
  sticky: boolean;
  since: number;
}

let notices: Notice[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const shownForMs = 7_000;
/** Opening a page is often part of what the notice is about. */
const heldForMs = 4_000;

function publish(next: Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

export function dismiss(id: number): void {
  publish(notices.filter((notice) => notice.id !== id));
}

export function notify(notice: Omit<Notice, 'id' | 'sticky' | 'since'> & { sticky?: boolean }): number {
  const id = nextId++;
  const sticky = notice.sticky ?? notice.tone === 'bad';
  publish([...notices.filter((other) => !isReplaced(other, notice)).slice(-3), { ...notice, id, sticky, since: Date.now() }]);
  if (!sticky) setTimeout(() => dismiss(id), shownForMs);
  return id;
}

/** By the same words said again, or by news of the same thing. */
function isReplaced(old: Notice, next: Pick<Notice, 'title' | 'body' | 'about'>): boolean {
  return (old.title === next.title && old.body === next.body) || (old.about !== undefined && old.about === next.about);
}

/** What was said of files before is of no use beside what is said of the next ones. */
export function dismissAll(): void {
  publish([]);
}

window.addEventListener('hashchange', () => {
  const next = notices.filter(({ tone, since }) => tone === 'bad' || Date.now() - since < heldForMs);
  if (next.length < notices.length) publish(next);
});

/** Anything thrown, as a notice. A cancel is no error and says nothing. */
export function notifyError(error: unknown): void {
  if (isCancelled(error)) return;
  const wire = toWire(error);
  notify({ tone: 'bad', title: wire.message, error: wire });
}

export function useNotices(): Notice[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notices,
  );
}
