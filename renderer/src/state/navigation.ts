import { useSyncExternalStore } from 'react';

export const pages = ['home', 'model', 'data', 'validate', 'time', 'bundle', 'runs'] as const;
export type Page = (typeof pages)[number];

/** Where the window is: kept in the address, so that a reload comes back to the same page of the same project. */
export interface Place {
  page: Page;
  project: string | null;
  /** The run being looked at; null = the newest. */
  run: string | null;
}

function read(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const search = new URLSearchParams(query);
  return {
    page: pages.find((page) => page === path) ?? 'home',
    project: search.get('project'),
    run: search.get('run'),
  };
}

let lastHash: string | undefined;
let lastPlace: Place = { page: 'home', project: null, run: null };

export function currentPlace(): Place {
  if (location.hash !== lastHash) {
    lastHash = location.hash;
    lastPlace = read(lastHash);
  }
  return lastPlace;
}

export function placeHash(place: Place): string {
  const search = new URLSearchParams();
  if (place.project !== null) search.set('project', place.project);
  if (place.run !== null) search.set('run', place.run);
  const query = search.toString();
  return `#/${place.page}${query ? `?${query}` : ''}`;
}

export function goTo(change: Partial<Place>): void {
  const before = currentPlace();
  const isOtherProject = change.project !== undefined && change.project !== before.project;
  location.hash = placeHash({ ...before, ...(isOtherProject ? { run: null } : {}), ...change });
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace);
}
