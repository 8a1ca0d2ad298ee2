import { Button } from '@mantine/core';
import { useProject } from '../../../state/project';
import { useReadAgain } from '../../../state/useReadAgain';

/** Reads the data anew, with these values as missing wherever they stand. */
export function ReadAsMissing({ values, about }: { values: readonly string[]; about: string }) {
  const before = useProject()?.data?.options.missing ?? [];
  const read = useReadAgain();
  const [only = ''] = values;
  const label = values.length === 1 ? `Read ${shown(only)} as missing` : `Read these ${values.length} as missing`;
  return (
    <Button
      size="compact-xs"
      variant="light"
      loading={read.isPending}
      onClick={() => read.mutate({ missing: [...new Set([...before, ...values])] })}
      title={`The data are read again, with ${values.map(shown).join(', ')} as missing in every column`}
      aria-label={`${label}: ${about}`}
    >
      {label}
    </Button>
  );
}

function shown(value: string): string {
  return `“${value.length > 12 ? `${value.slice(0, 11)}…` : value}”`;
}
