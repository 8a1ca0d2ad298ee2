import { Collapse, Select, UnstyledButton } from '@mantine/core';
import { IconAdjustments, IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { ProviderName, type RunSettings } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { WholeNumber } from '../../components/WholeNumber';
import { WindowUnitPicker } from '../../components/WindowUnitPicker';
import { counted } from '../../format/numbers';
import { day } from '../../format/times';
import { useProjectCall } from '../../state/project';
import { icon } from '../../theme/tokens';

/** How the next run goes. Saved with the project as it is changed. */
export function SettingsPanel({ project, startsOpen }: { project: ProjectView; startsOpen: boolean }) {
  const client = useClient();
  const [isOpen, setOpen] = useState(startsOpen);
  const { settings } = project;
  const save = useProjectCall((call, next: RunSettings) =>
    call['projects.setSettings']({ project: project.project, settings: next }),
  );
  const set = (change: Partial<RunSettings>): void => save.mutate({ ...settings, ...change });
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => client['app.providers']({}, { signal }),
    staleTime: Infinity,
    enabled: isOpen,
  });
  const summary = [
    `provider ${settings.provider}`,
    settings.batch === null ? 'batch size measured' : `batches of ${settings.batch}`,
    `windows ${windowWords(settings.window)}`,
    settings.threads === null ? '' : counted(settings.threads, 'thread'),
    settings.seed === 0 ? '' : `seed ${settings.seed}`,
    settings.reference ? `reference ${day(settings.reference.start)} to ${day(settings.reference.end)}` : '',
  ]
    .filter(Boolean)
    .join(' · ');
  const statuses = providers.data ?? [];

  return (
    <section className="panel">
      <UnstyledButton
        className="panel-head"
        w="100%"
        style={{ padding: 'var(--space-10) var(--space-14)' }}
        onClick={() => setOpen(!isOpen)}
        aria-expanded={isOpen}
      >
        <IconAdjustments size={icon.md} aria-hidden />
        <strong>Settings of the next run</strong>
        <span className="soft small">{summary}</span>
        <IconChevronDown
          size={icon.md}
          aria-hidden
          style={{ marginLeft: 'auto', transform: isOpen ? 'rotate(180deg)' : 'none' }}
        />
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <div className="panel-body">
          <div
            style={{
              display: 'grid',
              gap: 'var(--space-14)',
              gridTemplateColumns: 'repeat(auto-fit, minmax(var(--width-12), 1fr))',
              alignItems: 'start',
            }}
          >
            <Select
              label="Execution provider"
              data={[
                { value: 'auto', label: 'auto' },
                ...statuses.map(({ name, label, available }) => ({ value: name, label, disabled: !available })),
              ]}
              value={settings.provider}
              onChange={(provider) => set({ provider: ProviderName.catch('auto').parse(provider) })}
            />
            <Select
              label="Batch size"
              data={[
                { value: 'auto', label: 'measured on this machine' },
                { value: 'number', label: 'a number of rows' },
              ]}
              value={settings.batch === null ? 'auto' : 'number'}
              onChange={(kind) => set({ batch: kind === 'auto' ? null : 1024 })}
            />
            {settings.batch !== null && (
              <WholeNumber
                label="Rows in a batch"
                min={1}
                max={1_000_000}
                value={settings.batch}
                onChange={(batch) => batch !== null && set({ batch })}
              />
            )}
            <WholeNumber
              label="Inference threads"
              placeholder="as the runtime chooses"
              min={1}
              max={256}
              value={settings.threads}
              onChange={(threads) => set({ threads })}
            />
            <WholeNumber
              label="Seed"
              placeholder="0"
              min={0}
              max={2_147_483_647}
              value={settings.seed}
              onChange={(seed) => set({ seed: seed ?? 0 })}
            />
            <WindowUnitPicker label="Windows over time" value={settings.window} onChange={(window) => set({ window })} />
          </div>
          {statuses.length > 0 && (
            <dl className="facts" style={{ marginTop: 'var(--space-12)' }}>
              {statuses.map(({ name, label, available, reason }) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>
                    {label}{' '}
                    <span className={`chip chip-${available ? 'good' : 'warn'}`}>{available ? 'can run' : 'cannot run'}</span>
                  </dt>
                  <dd className="soft">{reason}</dd>
                </div>
              ))}
            </dl>
          )}
          {providers.isPending && isOpen && <p className="soft small">Probing execution providers…</p>}
        </div>
      </Collapse>
    </section>
  );
}

function windowWords(unit: string): string {
  const rows = /^rows:(\d+)$/.exec(unit)?.[1];
  return rows ? `of ${counted(Number(rows), 'row')}` : unit === 'auto' ? 'automatic' : `by ${unit}`;
}
