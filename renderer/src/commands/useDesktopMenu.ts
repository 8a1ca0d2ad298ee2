import { useEffect, useRef } from 'react';
import { commandList } from '../../../app/api/commands';
import { useHost } from '../api/workbench';
import { useCommands } from './commands';

/** The menu of the desktop: it is told which commands are on, and what is chosen there is done here. */
export function useDesktopMenu(): void {
  const { shell } = useHost();
  const { whyOff, run } = useCommands();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  }, [run]);
  const enabled = commandList
    .filter(({ id }) => whyOff(id) === null)
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    const on = new Set(enabled.split(' '));
    void shell?.setMenuState({ enabled: commandList.map(({ id }) => id).filter((id) => on.has(id)) });
  }, [shell, enabled]);
  useEffect(() => shell?.subscribe((event) => event.kind === 'command' && latest.current(event.id)), [shell]);
}
