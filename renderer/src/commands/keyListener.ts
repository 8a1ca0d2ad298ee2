import { commandList, isPressed, type CommandFacts, type CommandId, type Condition } from '../../../app/api/commands';

export interface KeyActions {
  whyOff: (id: CommandId) => string | null;
  run: (id: CommandId) => void;
  /** A key was pressed for a command that is off: says why. */
  explain: (title: string, reason: string) => void;
}

/** Off without a word: everybody knows why nothing is undone, and a page without a table leaves its keys to the browser. */
const silent: readonly Condition[] = ['canUndo', 'canRedo', 'table', 'drawer'];

/** Held down, these go on; all others are done once. */
const repeating: readonly CommandId[] = ['edit.undo', 'edit.redo', 'view.nextPane', 'view.previousPane'];

function isTyping(target: EventTarget | null): boolean {
  // A closed choice is a read-only field: nothing is typed there.
  if (target instanceof HTMLInputElement && (target.readOnly || ['checkbox', 'radio', 'range'].includes(target.type)))
    return false;
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

/** Whether a key belongs to a small thing that is open: a list of choices, a menu, a field over the page. */
function isInPopup(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest('[role="dialog"], [role="menu"], [role="listbox"], [aria-expanded="true"]') !== null;
}

/**
 * One listener for all keys of the command table. A key belongs to what was open when it was pressed, so that is looked
 * at before anything can close by that very key.
 */
export function listenToKeys(isMac: boolean, actions: () => KeyActions): () => void {
  let inPopup = false;
  let inDialog = false;
  const onCapture = (event: KeyboardEvent): void => {
    inPopup = isInPopup(event.target);
    inDialog = document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const command: (CommandFacts & { id: CommandId }) | undefined = commandList.find(({ keys }) =>
      keys?.some((key) => isPressed(key, event, isMac)),
    );
    if (!command || (isTyping(event.target) && !command.whileTyping)) return;
    const hasModifier = event.ctrlKey || event.metaKey;
    if (inDialog || (inPopup && !hasModifier)) {
      // The browser must not do its own thing either: print, save the page, leave it.
      if (hasModifier) event.preventDefault();
      return;
    }
    const { whyOff, run, explain } = actions();
    const reason = whyOff(command.id);
    if (reason !== null && silent.includes(command.when)) return;
    event.preventDefault();
    if (event.repeat && !repeating.includes(command.id)) return;
    if (reason === null) run(command.id);
    else explain(command.title, reason);
  };
  window.addEventListener('keydown', onCapture, { capture: true });
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('keydown', onCapture, { capture: true });
    window.removeEventListener('keydown', onKey);
  };
}
