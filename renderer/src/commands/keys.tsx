import { commandList, keyCaps, type CommandId } from '../../../app/api/commands';

/** Which modifier this keyboard has: the desktop says so itself, a browser tells the system it runs on. */
export const isMac = window.drydock ? window.drydock.platform === 'darwin' : navigator.userAgent.includes('Mac');

const factsById = new Map(commandList.map((facts) => [facts.id, facts]));

/** The keys that are shown for a command, or undefined. A browser keeps some for itself. */
export function shownKeys(id: CommandId): string | undefined {
  const facts = factsById.get(id);
  return facts?.browserKeeps && !window.drydock ? undefined : facts?.keys?.[0];
}

/** "Run (Ctrl+Enter)", for a tooltip; just the title of a command without keys. */
export function titleWithKeys(id: CommandId): string {
  const title = factsById.get(id)?.title ?? id;
  const keys = shownKeys(id);
  return keys === undefined ? title : `${title} (${keyCaps(keys, isMac).join(isMac ? '' : '+')})`;
}

/** The caps to press, drawn as keys. */
export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className="keycaps">
      {keyCaps(keys, isMac).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}
