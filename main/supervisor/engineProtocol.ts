// What a host and its engine say to each other, beside the frames of the contract, which the host passes on unread.
import { z } from 'zod';

const connection = z.string();
const child = z.string();

export const ToEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping'), number: z.number() }),
  z.object({ type: z.literal('shutdown') }),
  /** A window came (over text frames), said something, went. */
  z.object({ type: z.literal('open'), connection }),
  z.object({ type: z.literal('frame'), connection, text: z.string() }),
  z.object({ type: z.literal('close'), connection }),
  /** A window's message port comes with this message. */
  z.object({ type: z.literal('port') }),
  /** From worker processes that the host started for the engine. */
  z.object({ type: z.literal('child-message'), child, message: z.unknown() }),
  z.object({ type: z.literal('child-output'), child, text: z.string() }),
  z.object({ type: z.literal('child-exit'), child, code: z.number().nullable(), signal: z.string().nullable() }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

export const FromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('pong'), number: z.number() }),
  z.object({ type: z.literal('frame'), connection, text: z.string() }),
  z.object({ type: z.literal('close'), connection }),
  /** Where only the host can start processes (Electron), the engine asks it to. */
  z.object({ type: z.literal('child-spawn'), child, script: z.string(), name: z.string(), args: z.array(z.string()) }),
  z.object({ type: z.literal('child-send'), child, message: z.unknown() }),
  z.object({ type: z.literal('child-kill'), child }),
]);
export type FromEngine = z.infer<typeof FromEngine>;

/** Given to the engine as its only argument, as JSON. */
export const EngineSettings = z.object({
  version: z.string(),
  folders: z.object({
    projects: z.string(),
    config: z.string(),
    cache: z.string(),
    examples: z.string(),
  }),
  /** Bundled scripts. */
  workerScript: z.string(),
  serverScript: z.string(),
  logFile: z.string(),
  /** Who starts worker processes: the engine itself, or its host for it. */
  workers: z.enum(['own', 'host']),
  /** Whether its windows may have commands of a person's own run: false where they may be on other machines. */
  commandsAllowed: z.boolean(),
});
export type EngineSettings = z.infer<typeof EngineSettings>;
