import { Textarea } from '@mantine/core';
import type { RetrainDraft } from './retrainDraft';

interface CommandFieldProps {
  draft: RetrainDraft;
  onChange: (change: Partial<RetrainDraft>) => void;
}

/** The line for the shell, and what its placeholders become. */
export function CommandField({ draft: { command, format }, onChange }: CommandFieldProps) {
  const placeholders = [
    ['{data}', `the file of the training rows, train.${format}: must be in the line`],
    ['{out}', 'an empty folder, in which one .onnx file has to lie at the end: must be in the line'],
    ['{reference}', `the file of the reference rows, reference.${format}: written where the line has it`],
  ] as const;
  return (
    <div className="retrain-command">
      <Textarea
        label="Training command"
        description="A line for the shell of the system. It runs with your rights, as if you had typed it."
        placeholder="python train.py --data {data} --out {out}"
        classNames={{ input: 'mono' }}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={8_000}
        spellCheck={false}
        autoCapitalize="off"
        value={command}
        onChange={(event) => onChange({ command: event.currentTarget.value })}
      />
      <dl className="facts small" aria-label="What is filled in">
        {placeholders.map(([name, becomes]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className="mono">{name}</dt>
            <dd>{becomes}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
