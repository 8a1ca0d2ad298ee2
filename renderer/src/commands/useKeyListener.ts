import { useEffect, useRef } from 'react';
import { notify } from '../state/notices';
import { useCommands } from './commands';
import { listenToKeys, type KeyActions } from './keyListener';
import { isMac } from './keys';

function explain(title: string, reason: string): void {
  notify({ tone: 'info', title: `${title.replace(/…$/, '')}: not now.`, body: reason });
}

export function useKeyListener(): void {
  const { whyOff, run } = useCommands();
  const actions = useRef<KeyActions>({ whyOff, run, explain });
  useEffect(() => {
    actions.current = { whyOff, run, explain };
  }, [whyOff, run]);
  useEffect(() => listenToKeys(isMac, () => actions.current), []);
}
