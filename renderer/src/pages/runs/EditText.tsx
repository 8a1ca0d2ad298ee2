import { TextInput } from '@mantine/core';
import { useState } from 'react';

interface EditTextProps {
  label: string;
  value: string;
  maxLength: number;
  /** Null = thought better of it. */
  onDone: (text: string | null) => void;
}

export function EditText({ label, value, maxLength, onDone }: EditTextProps) {
  const [draft, setDraft] = useState(value);
  return (
    <TextInput
      aria-label={label}
      autoFocus
      value={draft}
      maxLength={maxLength}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => onDone(draft.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(draft.trim());
        if (event.key === 'Escape') {
          event.stopPropagation();
          onDone(null);
        }
      }}
    />
  );
}
