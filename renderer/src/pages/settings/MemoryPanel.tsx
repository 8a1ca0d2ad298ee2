import { Select } from '@mantine/core';
import type { SettingsView } from '../../../../app/api/schemas/settings';
import { Panel } from '../../components/Panel';
import { bytes } from '../../format/numbers';
import { notifyError } from '../../state/notices';
import { useChangeSettings } from '../../state/settings';

const sizesMb = [256, 512, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000];
const usual = 'usual';

/** How much memory the reader of data may take before it goes on by way of the disk. */
export function MemoryPanel({ view }: { view: SettingsView }) {
  const change = useChangeSettings();
  const { memoryLimitMb } = view.settings;
  const offered = new Set(sizesMb.filter((size) => size * 1e6 <= view.totalMemoryBytes));
  if (memoryLimitMb !== null) offered.add(memoryLimitMb);
  const choices = [...offered].sort((a, b) => a - b).map((size) => ({ value: String(size), label: bytes(size * 1e6) }));
  return (
    <Panel title="Reading data">
      <Select
        label="Memory limit"
        description={`This machine has ${bytes(view.totalMemoryBytes)}. What does not fit goes by way of the disk, which is slower.`}
        data={[{ value: usual, label: '1.0 GB (usual)' }, ...choices]}
        value={memoryLimitMb === null ? usual : String(memoryLimitMb)}
        onChange={(value) => change.mutate({ memoryLimitMb: value === usual ? null : Number(value) }, { onError: notifyError })}
        maw="var(--width-22)"
      />
    </Panel>
  );
}
