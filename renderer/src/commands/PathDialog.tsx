import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice } from '../components/ErrorNotice';

interface PathDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  label: string;
  placeholder: string;
  /** What the button says. */
  action: string;
  /** Closes the dialog when it comes to a good end; its error is shown in the dialog. */
  onChoose: (path: string) => Promise<void>;
}

/** For hosts without a dialog of the system: the path is typed. */
export function PathDialog({ opened, onClose, title, label, placeholder, action, onChoose }: PathDialogProps) {
  const [path, setPath] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const close = (): void => {
    setError(null);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setError(null);
          setBusy(true);
          onChoose(path.trim())
            .then(close, setError)
            .finally(() => setBusy(false));
        }}
      >
        <TextInput
          data-autofocus
          size="sm"
          label={label}
          placeholder={placeholder}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <Button type="submit" mt="sm" mb="sm" loading={isBusy} disabled={path.trim() === ''}>
          {action}
        </Button>
        {error !== null && <ErrorNotice error={error} />}
      </form>
    </Modal>
  );
}
