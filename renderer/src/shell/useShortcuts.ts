import { useEffect } from 'react';
import { useHost } from '../api/workbench';
import { useMappingEdits } from '../state/mappingEdits';
import { goTo, pages } from '../state/navigation';
import { notifyError } from '../state/notices';
import { useRowsDrawer } from '../state/rowsDrawer';
import { useStartRun } from '../state/useStartRun';
import { useTakeFiles } from '../state/useTakeFiles';

function isTyping(target: EventTarget | null): boolean {
  // A closed choice is a read-only field: nothing is typed there.
  if (target instanceof HTMLInputElement && (target.readOnly || ['checkbox', 'radio'].includes(target.type))) return false;
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

export function useShortcuts({ openSheet }: { openSheet: () => void }): void {
  const run = useStartRun();
  const drawer = useRowsDrawer();
  const edits = useMappingEdits();
  const host = useHost();
  const takeFiles = useTakeFiles();

  useEffect(() => {
    const withModifier = (event: KeyboardEvent): (() => void) | undefined => {
      const page = pages[Number(event.key) - 1];
      if (page && !event.shiftKey) return () => goTo({ page });
      if (event.key === 'Enter') return () => run.canRun && run.start();
      if (event.key.toLowerCase() === 'o') {
        return () =>
          void host
            .pick('files', () => undefined)
            .then(takeFiles)
            .catch(notifyError);
      }
      if (event.key.toLowerCase() === 'z' && !isTyping(event.target)) return event.shiftKey ? edits.redo : edits.undo;
      return undefined;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey) return;
      if (event.ctrlKey || event.metaKey) {
        const action = withModifier(event);
        if (!action) return;
        event.preventDefault();
        action();
        return;
      }
      if (event.key === 'Escape') drawer.close();
      if (event.key === '?' && !isTyping(event.target)) openSheet();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [run, drawer, edits, host, takeFiles, openSheet]);
}
