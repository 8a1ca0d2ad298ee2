// What a window and the desktop around it say to each other, beside the contract: menu, taskbar, files opened from outside.
import { z } from 'zod';
import { commandList, type CommandId } from '../commands.ts';
import { FilePath, IsoTime } from './common.ts';

const CommandName = z.enum(commandList.map(({ id }) => id) as [CommandId, ...CommandId[]]);

/** From the desktop to its window. */
export const ShellEvent = z.discriminatedUnion('kind', [
  /** Chosen from the menu of the system. */
  z.object({ kind: z.literal('command'), id: CommandName }),
  /** Opened from outside: the file manager, the command line, the recent projects. To be taken as a drop would be. */
  z.object({ kind: z.literal('open'), paths: z.array(FilePath).min(1) }),
  z.object({ kind: z.literal('notice'), title: z.string(), body: z.string() }),
  /** Whether the engine has ended for good, in words; null when it is (again) well. */
  z.object({ kind: z.literal('engine'), failure: z.string().nullable() }),
  /** The program is about to end: changes under way are to be sent, and `changesKept` is to be called once they have arrived. */
  z.object({ kind: z.literal('leave') }),
]);
export type ShellEvent = z.infer<typeof ShellEvent>;

/** Which commands are on; all others are grey in the menu. */
export const MenuState = z.object({ enabled: z.array(CommandName).max(commandList.length) });
export type MenuState = z.infer<typeof MenuState>;

/** The running job, for the taskbar and for the question before quitting; null when there is none. */
export const ShellProgress = z
  .object({
    title: z.string().max(200),
    /** 0..1, null when unknown. */
    share: z.number().min(0).max(1).nullable(),
    /** Whether what it has finished stays when it is ended. */
    keeps: z.boolean(),
    startedAt: IsoTime.nullable(),
  })
  .nullable();
export type ShellProgress = z.infer<typeof ShellProgress>;

/** The end of a long job, said by the system when nobody looks at the window. */
export const JobEndNote = z.object({
  title: z.string().min(1).max(200),
  body: z.string().max(500),
  /** The place in the window that shows it. */
  hash: z
    .string()
    .max(10_000)
    .regex(/^#\/[^\s]*$/),
});
export type JobEndNote = z.infer<typeof JobEndNote>;
