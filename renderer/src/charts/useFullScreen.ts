import { useSyncExternalStore, type RefObject } from 'react';

function subscribe(changed: () => void): () => void {
  document.addEventListener('fullscreenchange', changed);
  return () => document.removeEventListener('fullscreenchange', changed);
}

/** One part of the window over the whole screen. Escape leaves it, as everywhere. */
export function useFullScreen(part: RefObject<HTMLElement | null>): {
  isPossible: boolean;
  isOn: boolean;
  toggle: () => Promise<void>;
} {
  const shown = useSyncExternalStore(subscribe, () => document.fullscreenElement);
  const isOn = shown !== null && shown === part.current;
  return {
    isPossible: document.fullscreenEnabled,
    isOn,
    toggle: async () => {
      if (isOn) await document.exitFullscreen();
      else await part.current?.requestFullscreen();
    },
  };
}
