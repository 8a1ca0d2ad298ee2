import { Button, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useReadAgain } from '../../state/useReadAgain';
import { icon } from '../../theme/tokens';

/** What is read as missing besides empty cells, because a person said so; each can be taken back. */
export function MissingMarkers({ markers }: { markers: readonly string[] }) {
  const read = useReadAgain();
  if (markers.length === 0) return null;
  return (
    <Group gap="xs" role="group" aria-label="Read as missing">
      <span className="soft small">Read as missing, in every column:</span>
      {markers.map((marker) => (
        <Button
          key={marker}
          size="compact-xs"
          variant="default"
          rightSection={<IconX size={icon.sm} />}
          disabled={read.isPending}
          onClick={() => read.mutate({ missing: markers.filter((one) => one !== marker) })}
          title="Read it as a value again"
          aria-label={`Read “${marker}” as a value again`}
        >
          {marker}
        </Button>
      ))}
    </Group>
  );
}
