import { Button } from '@mantine/core';
import { useConnectionStatus, useHost } from '../api/workbench';
import { Message } from '../components/Message';
import { useEngineFailure } from '../state/engineFailure';
import { notifyError } from '../state/notices';

/** Said in place, never as a white window: the engine is a process of its own and may be started anew. */
export function EngineNotice() {
  const { status, reconnect } = useConnectionStatus();
  const { shell } = useHost();
  const failure = useEngineFailure();
  if (status !== 'lost') return null;
  const restart = (): void => void shell?.restartEngine().then(reconnect, notifyError);
  return (
    <Message tone="bad" role="alert">
      <strong>The engine stopped answering.</strong> Saved work is intact.{' '}
      {failure === null
        ? 'It is being started again; what you see is from before.'
        : `It ended several times in a row and is not started again by itself: ${failure}`}
      <div>
        <Button size="compact-sm" variant="default" mt="var(--space-6)" onClick={failure === null ? reconnect : restart}>
          {failure === null ? 'Reconnect now' : 'Restart the engine'}
        </Button>
      </div>
    </Message>
  );
}
