import { useSyncExternalStore } from 'react';
import { pages, type PageId } from '../../../app/api/pages';

export type Page = PageId;

/** Where the window is: kept in the address, so that a reload comes back to the same page of the same project. */
export interface Place {
  page: Page;
  project: string | null;
  /** The run being looked at; null = the newest. */
  run: string | null;
  /** The part of the page that is meant: a section, a tab, "column:Speed". Another page does away with it. */
  at: string | null;
}

function read(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const search = new URLSearchParams(query);
  return {
    page: pages.find(({ id }) => id === path)?.id ?? 'home',
    project: search.get('project'),
    run: search.get('run'),
    at: search.get('at'),
  };
}

let lastHash: string | undefined;
let lastPlace: Place = { page: 'home', project: null, run: null, at: null };

export function currentPlace(): Place {
  if (location.hash !== lastHash) {
    lastHash = location.hash;
    lastPlace = read(lastHash);
  }
  return lastPlace;
}

export function placeHash(place: Omit<Place, 'at'> & { at?: string | null }): string {
  const search = new URLSearchParams();
  if (place.project !== null) search.set('project', place.project);
  if (place.run !== null) search.set('run', place.run);
  if (place.at) search.set('at', place.at);
  const query = search.toString();
  return `#/${place.page}${query ? `?${query}` : ''}`;
}

export function goTo(change: Partial<Place>): void {
  const before = currentPlace();
  const isOtherProject = change.project !== undefined && change.project !== before.project;
  location.hash = placeHash({ ...before, at: null, ...(isOtherProject ? { run: null } : {}), ...change });
}

/** The address of another page about the same project and run. */
export function pageHash({ project, run }: Place, page: Page): string {
  return placeHash({ project, run, page });
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace);
}
