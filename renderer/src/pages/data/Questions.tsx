import { Button, Group } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { DataQuestion, DatasetCard, ReadOptions } from '../../../../app/api/schemas/datasets';
import { useReadAgain } from '../../state/useReadAgain';
import { icon } from '../../theme/tokens';

type TimeReading = NonNullable<ReadOptions['times']>[string];

function answered(options: ReadOptions, question: DataQuestion, value: string): ReadOptions {
  if (question.kind === 'sheet') return { ...options, sheet: value };
  return { ...options, times: { ...options.times, [question.column ?? '']: value as TimeReading } };
}

/** What a file alone cannot tell is asked here, never guessed. An answer reads the file again. */
export function Questions({ data }: { data: DatasetCard }) {
  const read = useReadAgain();
  const [chosen, setChosen] = useState<string | null>(null);
  const answer = (question: DataQuestion, value: string): void => {
    setChosen(value);
    read.mutate(answered(data.options, question, value));
  };
  return data.questions.map((question) => (
    <section
      key={`${question.kind} ${question.column ?? ''}`}
      className="message message-info"
      aria-label="A question about the data"
    >
      <IconHelpCircle size={icon.lg} aria-hidden />
      <div>
        <strong>{question.question}</strong>
        <Group gap="xs" mt="var(--space-8)">
          {question.choices.map(({ value, label, example }) => (
            <Button
              key={value}
              variant="default"
              h="auto"
              py="var(--space-6)"
              styles={{ label: { height: 'auto', lineHeight: 1.4, whiteSpace: 'normal' } }}
              loading={read.isPending && chosen === value}
              onClick={() => answer(question, value)}
            >
              <span style={{ textAlign: 'left' }}>
                {label}
                <span className="soft small" style={{ display: 'block', fontWeight: 400 }}>
                  {example}
                </span>
              </span>
            </Button>
          ))}
        </Group>
      </div>
    </section>
  ));
}
