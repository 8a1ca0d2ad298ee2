import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { QualitySettings, QualityView } from '../../../../../app/api/schemas/quality';
import { useHost } from '../../../api/workbench';
import { baseName } from '../../../host/host';
import { notifyError } from '../../../state/notices';
import { useChangeQuality } from '../../../state/quality';

type Kind = QualitySettings['reference']['kind'];

const choices: { value: Kind; label: string }[] = [
  { value: 'auto', label: 'The earliest rows' },
  { value: 'period', label: 'Rows before a date' },
  { value: 'file', label: 'Another table' },
  { value: 'none', label: 'Nothing' },
];

/** What the data are held against: chosen here, used by the next run. */
export function ReferencePicker({ view }: { view: QualityView }) {
  const change = useChangeQuality(view);
  const host = useHost();
  const { reference } = view.settings;
  const [kind, setKind] = useState<Kind>(reference.kind);
  const use = (next: QualitySettings['reference']): void => {
    setKind(next.kind);
    change({ ...view.settings, reference: next }, 'reference of the checks');
  };
  const pickFile = (): void => {
    host
      .pick('files', () => undefined)
      .then(({ paths }) => {
        if (paths.length > 0) use({ kind: 'file', paths, options: {} });
      })
      .catch(notifyError);
  };
  return (
    <div className="quality-reference">
      <Select
        label="Use as reference"
        data={choices}
        value={kind}
        allowDeselect={false}
        onChange={(next) => {
          const chosen = choices.find(({ value }) => value === next)?.value ?? 'auto';
          if (chosen === 'auto' || chosen === 'none') use({ kind: chosen });
          else setKind(chosen);
        }}
      />
      {kind === 'period' && (
        <TextInput
          type="date"
          label="Reference ends before"
          defaultValue={reference.kind === 'period' ? reference.end.slice(0, 10) : ''}
          onBlur={(event) => {
            const end = event.currentTarget.value;
            const isSame = reference.kind === 'period' && reference.end.slice(0, 10) === end;
            if (end !== '' && !isSame) use({ kind: 'period', start: null, end });
          }}
        />
      )}
      {kind === 'file' && (
        <Button variant="default" onClick={pickFile}>
          {reference.kind === 'file' ? `Choose another than ${reference.paths.map(baseName).join(', ')}…` : 'Choose a file…'}
        </Button>
      )}
    </div>
  );
}
