import type { Channel } from './channel.ts';

/** Two ends of a pipe within one process. Frames are cloned, so neither side can change what the other holds. */
export function createMemoryPair(): [Channel, Channel] {
  const ends = [createEnd(), createEnd()] as const;
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    for (const end of ends) queueMicrotask(end.closed);
  };
  const channel = (own: End, peer: End): Channel => ({
    send(frame) {
      if (!open) return;
      const copy: unknown = structuredClone(frame);
      queueMicrotask(() => peer.message(copy));
    },
    onMessage: (listener) => (own.message = listener),
    onClose(listener) {
      own.closed = listener;
      if (!open) queueMicrotask(listener);
    },
    close,
  });
  return [channel(ends[0], ends[1]), channel(ends[1], ends[0])];
}

interface End {
  message: (frame: unknown) => void;
  closed: () => void;
}

function createEnd(): End {
  return { message: () => undefined, closed: () => undefined };
}
