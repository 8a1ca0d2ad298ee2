// What a carrier must be, and the frames it carries. Hosts forward frames without looking into them.
import { z } from 'zod';
import { ErrorRecord } from './schemas/common.ts';

/**
 * A two-way pipe for plain data. `onMessage` and `onClose` are each called once, by whoever serves or
 * connects; `onClose` fires once, at once if the pipe is already closed. `send` on a closed pipe does nothing.
 */
export interface Channel {
  send(frame: unknown): void;
  onMessage(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

const id = z.number().int().min(0);

/** Caller to server. Ids are chosen by the caller, one per call, never reused on a channel. */
export const RequestFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id, name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('cancel'), id }),
]);
export type RequestFrame = z.infer<typeof RequestFrame>;

/** Server to caller: `result` or `error` ends a call; any number of `next`, then `done` or `error`, a stream. */
export const ReplyFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('result'), id, value: z.unknown() }),
  z.object({ t: z.literal('next'), id, value: z.unknown() }),
  z.object({ t: z.literal('done'), id }),
  z.object({ t: z.literal('error'), id, error: ErrorRecord }),
]);
export type ReplyFrame = z.infer<typeof ReplyFrame>;
