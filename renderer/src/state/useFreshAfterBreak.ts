import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useConnectionStatus } from '../api/workbench';

/** Calls that were under way when the engine went away have failed; all is asked for again when it is back. */
export function useFreshAfterBreak(): void {
  const queries = useQueryClient();
  const { status } = useConnectionStatus();
  const wasLost = useRef(false);
  useEffect(() => {
    if (status === 'lost') wasLost.current = true;
    if (status !== 'connected' || !wasLost.current) return;
    wasLost.current = false;
    void queries.invalidateQueries();
  }, [status, queries]);
}
