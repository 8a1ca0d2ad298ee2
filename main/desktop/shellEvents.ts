import type { ShellEvent } from '../../app/api/schemas/desktopShell.ts';

export interface ShellEvents {
  /** Now, or as soon as the window listens. */
  send(event: ShellEvent): void;
  /** The page listens from now on. */
  listening(): void;
  /** The page is gone or going: what comes now waits for the next one. */
  pause(): void;
}

/** More than a window could ever show at once; a page that never comes must not fill the memory. */
const mostWaiting = 100;

/** What is said to a window before its page can hear waits for it, in order. */
export function createShellEvents(deliver: (event: ShellEvent) => void): ShellEvents {
  let isListening = false;
  let waiting: ShellEvent[] = [];
  return {
    send(event) {
      if (isListening) deliver(event);
      else waiting = [...waiting, event].slice(-mostWaiting);
    },
    listening() {
      isListening = true;
      const events = waiting;
      waiting = [];
      for (const event of events) deliver(event);
    },
    pause: () => void (isListening = false),
  };
}
