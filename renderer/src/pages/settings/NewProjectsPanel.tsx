import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ProviderName } from '../../../../app/api/schemas/runs';
import type { AppSettings, SettingsView } from '../../../../app/api/schemas/settings';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Panel } from '../../components/Panel';
import { WholeNumber } from '../../components/WholeNumber';
import { notifyError } from '../../state/notices';
import { useChangeSettings } from '../../state/settings';

/** Where a model runs, and whether it can here. */
export function NewProjectsPanel({ view }: { view: SettingsView }) {
  const client = useClient();
  const queries = useQueryClient();
  const change = useChangeSettings();
  const [isProbing, setProbing] = useState(false);
  const { settings, cores } = view;
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => client['app.providers']({}, { signal }),
    staleTime: Infinity,
  });
  const set = (next: Partial<AppSettings>): void => change.mutate(next, { onError: notifyError });
  const probeAgain = async (): Promise<void> => {
    setProbing(true);
    try {
      queries.setQueryData(['providers'], await client['app.providers']({ refresh: true }));
    } finally {
      setProbing(false);
    }
  };
  const statuses = providers.data ?? [];
  const chosen = statuses.find(({ name }) => name === settings.provider);

  return (
    <Panel
      title="New projects"
      note="A project that is there keeps its own; so does a command that is told otherwise."
      end={
        <Button
          size="compact-sm"
          variant="default"
          loading={isProbing}
          disabled={providers.isPending}
          onClick={() => void probeAgain().catch(notifyError)}
        >
          Probe again
        </Button>
      }
    >
      <div className="settings-fields">
        <Select
          label="Execution provider"
          data={[
            { value: 'auto', label: 'auto: the quickest that can run' },
            ...statuses.map(({ name, label, available }) => ({
              value: name,
              label,
              disabled: !available && name !== settings.provider,
            })),
            ...(chosen || settings.provider === 'auto' ? [] : [{ value: settings.provider, label: settings.provider }]),
          ]}
          value={settings.provider}
          error={chosen && !chosen.available ? 'It cannot run here: a run would stop and say so.' : undefined}
          onChange={(provider) => set({ provider: ProviderName.catch('auto').parse(provider) })}
        />
        <WholeNumber
          label={`Inference threads (this machine has ${String(cores)} cores)`}
          placeholder="as the runtime chooses"
          min={1}
          max={256}
          value={settings.threads}
          onChange={(threads) => set({ threads })}
        />
      </div>
      {providers.isPending && (
        <p className="soft small" role="status">
          Probing execution providers, each in a process of its own…
        </p>
      )}
      {providers.isError && <ErrorNotice error={providers.error} retry={() => void providers.refetch()} />}
      {statuses.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Execution providers">
          <table className="plain is-named">
            <thead>
              <tr>
                <th>Provider</th>
                <th>Here</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {statuses.map(({ name, label, available, reason }) => (
                <tr key={name}>
                  <th scope="row">{label}</th>
                  <td>
                    <span className={`chip chip-${available ? 'good' : 'warn'}`}>{available ? 'can run' : 'cannot run'}</span>
                  </td>
                  <td className="soft">{reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
