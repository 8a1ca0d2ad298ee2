import { commandList, type CommandId } from '../../../app/api/commands';

const key = 'drydock-recent-commands';
const most = 5;

/** The commands used last from the palette, newest first. */
export function recentCommands(): CommandId[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((name) => commandList.find(({ id }) => id === name)?.id ?? []).slice(0, most);
  } catch {
    return [];
  }
}

export function noteCommand(id: CommandId): void {
  try {
    localStorage.setItem(key, JSON.stringify([id, ...recentCommands().filter((other) => other !== id)].slice(0, most)));
  } catch {
    // A window that may keep nothing has no recent commands.
  }
}
