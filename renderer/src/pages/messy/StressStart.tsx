import { Button, Checkbox, Collapse, Group, Select, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconStorm } from '@tabler/icons-react';
import { useState } from 'react';
import { CorruptionFamily, StressMetric, StressSettings, type StressSummary } from '../../../../app/api/schemas/stress';
import { useActiveJob } from '../../api/useJobs';
import { OptionalNumber } from '../../components/OptionalNumber';
import { WholeNumber } from '../../components/WholeNumber';
import { count } from '../../format/numbers';
import { familyLabels, stressMetricChoices, stressMetricFacts } from '../../format/stress';
import { moment } from '../../format/times';
import { useOpenProject } from '../../state/project';
import { useCorruptions, useStartStress } from '../../state/useStress';
import { icon } from '../../theme/tokens';

interface StressStartProps {
  project: string;
  runs: StressSummary[];
  startsOpen: boolean;
}

const budgets = [
  { value: 'all', label: 'as long as it takes' },
  ...[1, 5, 15, 60].map((minutes) => ({ value: String(minutes), label: `at most ${String(minutes)} min` })),
];

/** What to test and for how long. The most telling comes first, so that a short run tells much. */
export function StressStart({ project, runs, startsOpen }: StressStartProps) {
  const { check, data, mapping } = useOpenProject();
  const start = useStartStress(project);
  const running = useActiveJob('stress', project);
  const corruptions = useCorruptions();
  const [isOpen, setOpen] = useState(startsOpen);
  const [settings, setSettings] = useState<StressSettings>(() => StressSettings.parse({}));
  const [families, setFamilies] = useState<CorruptionFamily[]>([...CorruptionFamily.options]);
  const set = (change: Partial<StressSettings>): void => setSettings({ ...settings, ...change });
  const cards = corruptions.data ?? [];
  const chosen = cards.filter(({ family }) => families.includes(family)).map(({ id }) => id);
  const problem = check?.ready
    ? null
    : (check?.problems.find(({ severity }) => severity === 'error')?.message ?? 'The mapping is not complete.');
  const baselines = runs.filter(({ state, archived }) => !archived && (state === 'complete' || state === 'partial'));
  const metrics = mapping ? stressMetricChoices(mapping.reading.task) : [];
  return (
    <section className="panel" aria-label="A new stress run">
      <div className="panel-head">
        <UnstyledButton
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
          style={{ display: 'flex', gap: 'var(--space-8)', alignItems: 'center', flex: 1, minWidth: 0 }}
        >
          <IconChevronDown size={icon.md} aria-hidden style={{ transform: isOpen ? 'none' : 'rotate(-90deg)' }} />
          <strong>{runs.length === 0 ? 'Put the data through the wringer' : 'Test again'}</strong>
          <span className="soft small">
            up to {count(chosen.length)} kinds of damage, those that fit ·{' '}
            {budgets.find(({ value }) => value === String(settings.budgetMinutes ?? 'all'))?.label} · up to{' '}
            {count(Math.min(settings.maxRows, data?.rows ?? settings.maxRows))} rows
          </span>
        </UnstyledButton>
        <Button
          leftSection={<IconStorm size={icon.md} />}
          disabled={problem !== null || running !== undefined || chosen.length === 0}
          onClick={() => void start({ ...settings, corruptions: chosen.length === cards.length ? null : chosen })}
        >
          Start
        </Button>
      </div>
      <Collapse expanded={isOpen}>
        <div className="panel-body stack">
          {problem !== null && (
            <p className="soft" style={{ margin: 0 }}>
              {problem}
            </p>
          )}
          <p className="soft" style={{ margin: 0 }}>
            Rows of your data are damaged the way real data go wrong, before preparation, in five severities; the model answers
            them, and the figures show where it breaks. Your files stay as they are.
          </p>
          <div className="settings-grid">
            <Select
              label="Time"
              data={budgets}
              value={String(settings.budgetMinutes ?? 'all')}
              onChange={(value) => set({ budgetMinutes: value === 'all' ? null : Number(value) })}
            />
            <Select
              label="Figure"
              data={[
                { value: 'auto', label: 'chosen by task and labels' },
                ...metrics.map((name) => ({ value: name, label: stressMetricFacts(name).label })),
              ]}
              value={settings.metric ?? 'auto'}
              onChange={(value) => set({ metric: StressMetric.safeParse(value).data ?? null })}
            />
            <WholeNumber
              label="Rows, at most"
              min={50}
              max={5_000_000}
              value={settings.maxRows}
              onChange={(rows) => set({ maxRows: rows ?? 20_000 })}
            />
            <OptionalNumber
              label="Floor of breaking points"
              placeholder="halfway to the dummy"
              value={settings.floor}
              onChange={(floor) => set({ floor })}
            />
            <WholeNumber
              label="Seed"
              placeholder="0"
              min={0}
              max={0xffffffff}
              value={settings.seed}
              onChange={(seed) => set({ seed: seed ?? 0 })}
            />
            <Select
              label="Compared with"
              data={[
                { value: 'none', label: 'no other run' },
                ...baselines.map(({ id, name, startedAt }) => ({ value: id, label: `${name} · ${moment(startedAt)}` })),
              ]}
              value={settings.baseline ?? 'none'}
              onChange={(value) => set({ baseline: value === 'none' ? null : value })}
            />
          </div>
          <Checkbox.Group
            label="Kinds of damage"
            value={families}
            onChange={(value) => setFamilies(CorruptionFamily.options.filter((family) => value.includes(family)))}
          >
            <Group gap="md" mt="var(--space-6)">
              {CorruptionFamily.options
                .map((family) => ({ family, of: cards.filter((card) => card.family === family) }))
                .filter(({ of }) => of.length > 0)
                .map(({ family, of }) => (
                  <Checkbox
                    key={family}
                    value={family}
                    size="xs"
                    label={`${familyLabels[family]} (${String(of.length)})`}
                    title={of.map(({ title }) => title).join(', ')}
                  />
                ))}
            </Group>
          </Checkbox.Group>
        </div>
      </Collapse>
    </section>
  );
}
