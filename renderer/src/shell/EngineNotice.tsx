import { Button } from '@mantine/core';
import { useConnectionStatus } from '../api/workbench';
import { Message } from '../components/Message';

/** Said in place, never as a white window: the engine is a process of its own and may be started anew. */
export function EngineNotice() {
  const { status, reconnect } = useConnectionStatus();
  if (status !== 'lost') return null;
  return (
    <Message tone="bad" role="alert">
      <strong>The engine stopped answering.</strong> Saved work is intact. It is being started again; what you see is from before.
      <div>
        <Button size="compact-sm" variant="default" mt={6} onClick={reconnect}>
          Reconnect now
        </Button>
      </div>
    </Message>
  );
}
