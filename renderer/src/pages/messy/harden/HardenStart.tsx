import { Button, Checkbox, Group, Select } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { HardenKind, HardenSettings } from '../../../../../app/api/schemas/harden';
import { WholeNumber } from '../../../components/WholeNumber';
import { hardenKindLabels } from '../../../format/harden';
import { useStartHarden } from '../../../state/useHarden';
import { icon } from '../../../theme/tokens';

const budgets = [
  { value: 'all', label: 'as long as it takes' },
  ...[1, 5, 15, 60].map((minutes) => ({ value: String(minutes), label: `at most ${String(minutes)} min` })),
];

interface HardenStartProps {
  project: string;
  /** Why it cannot start; null when it can. */
  problem: string | null;
}

/** What to try, for how long, on how many rows. */
export function HardenStart({ project, problem }: HardenStartProps) {
  const start = useStartHarden(project);
  const [settings, setSettings] = useState<HardenSettings>(() => HardenSettings.parse({}));
  const [kinds, setKinds] = useState<HardenKind[]>([...HardenKind.options]);
  const set = (change: Partial<HardenSettings>): void => setSettings({ ...settings, ...change });
  return (
    <div className="stack">
      <p className="soft" style={{ margin: 0 }}>
        Repairs are chosen on one half of the labelled rows and proved on the other, on clean rows and on rows made messy. Only
        what is proved is offered; nothing changes before you accept it.
      </p>
      <Checkbox.Group
        label="What to try"
        value={kinds}
        onChange={(value) => setKinds(HardenKind.options.filter((kind) => value.includes(kind)))}
      >
        <Group gap="md" mt="var(--space-6)">
          {HardenKind.options.map((kind) => (
            <Checkbox key={kind} value={kind} size="xs" label={hardenKindLabels[kind]} />
          ))}
        </Group>
      </Checkbox.Group>
      <div className="settings-grid">
        <Select
          label="Time for hardening"
          data={budgets}
          value={String(settings.budgetMinutes ?? 'all')}
          onChange={(value) => set({ budgetMinutes: value === 'all' ? null : Number(value) })}
        />
        <WholeNumber
          label="Rows to harden on, at most"
          min={100}
          max={2_000_000}
          value={settings.maxRows}
          onChange={(rows) => set({ maxRows: rows ?? 20_000 })}
        />
        <WholeNumber
          label="Seed of the halves"
          placeholder="0"
          min={0}
          max={0xffffffff}
          value={settings.seed}
          onChange={(seed) => set({ seed: seed ?? 0 })}
        />
      </div>
      {problem !== null && <p style={{ margin: 0 }}>{problem}</p>}
      <div>
        <Button
          leftSection={<IconTool size={icon.md} />}
          disabled={problem !== null || kinds.length === 0}
          onClick={() => void start({ ...settings, kinds: kinds.length === HardenKind.options.length ? null : kinds })}
        >
          Search repairs
        </Button>
      </div>
    </div>
  );
}
