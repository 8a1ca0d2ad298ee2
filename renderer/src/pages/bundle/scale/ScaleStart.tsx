import { Button, Checkbox, CopyButton, TextInput } from '@mantine/core';
import { IconGauge } from '@tabler/icons-react';
import { useState } from 'react';
import { defaultP99Ms, type LoadResult } from '../../../../../app/api/schemas/load';
import { useHost } from '../../../api/workbench';
import { DecimalNumber } from '../../../components/DecimalNumber';
import { OptionalNumber } from '../../../components/OptionalNumber';
import { Panel } from '../../../components/Panel';
import { WholeNumber } from '../../../components/WholeNumber';
import { notifyError } from '../../../state/notices';
import { useStartLoad } from '../../../state/useLoadTest';
import { loadCommand, settingsOf, type ScaleDraft } from './scaleDraft';
import { icon } from '../../../theme/tokens';

interface ScaleStartProps {
  project: string;
  /** Path of the bundle of this run that was exported last; null = there is none in the folder of the project. */
  exported: string | null;
  last: LoadResult | null;
  isRunning: boolean;
}

/** Which server, and what it shall carry. */
export function ScaleStart({ project, exported, last, isRunning }: ScaleStartProps) {
  const host = useHost();
  const start = useStartLoad(project);
  const [draft, setDraft] = useState<ScaleDraft>({
    target: exported ?? last?.of.where ?? '',
    ratePerSecond: last?.goal.ratePerSecond ?? null,
    p99Ms: last?.goal.p99Ms ?? defaultP99Ms,
    rowsPerRequest: last?.settings.rowsPerRequest ?? 1,
    tensors: last?.settings.tensors ?? false,
    tune: false,
    quick: last?.settings.quick ?? false,
  });
  const set = (change: Partial<ScaleDraft>): void => setDraft({ ...draft, ...change });
  const isAddress = /^https?:\/\//i.test(draft.target.trim());
  const command = loadCommand(draft, project);
  return (
    <Panel title="How much it carries">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (draft.target.trim() === '' || isRunning) return;
          start.mutate({ target: draft.target.trim(), settings: settingsOf(draft) });
        }}
      >
        <p className="soft scale-note">
          Starts the server of a bundle on this machine and sends it golden rows: more and more at a time until it answers no
          more, then at rates below that, as many people would. Nothing of a bundle that is not as exported is run.
        </p>
        <div className="scale-target">
          <TextInput
            label="Bundle, or address of a server"
            placeholder="/path/of/bundle.zip or http://…"
            description={draft.target === '' ? 'Export a bundle first, or name one.' : undefined}
            value={draft.target}
            spellCheck={false}
            onChange={(event) => set({ target: event.currentTarget.value })}
          />
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              void host
                .pick('files', () => undefined)
                .then(({ paths: [path] }) => path !== undefined && set({ target: path }))
                .catch(notifyError)
            }
          >
            Choose…
          </Button>
        </div>
        <div className="scale-fields">
          <OptionalNumber
            label="Wanted requests a second"
            placeholder="as one carries"
            value={draft.ratePerSecond}
            onChange={(rate) => set({ ratePerSecond: rate !== null && rate > 0 ? rate : null })}
          />
          <DecimalNumber
            label="99 of 100 within, ms"
            min={0.1}
            max={600_000}
            step={5}
            value={draft.p99Ms}
            onChange={(p99Ms) => set({ p99Ms })}
          />
          <WholeNumber
            label="Rows a request"
            min={1}
            max={10_000}
            value={draft.rowsPerRequest}
            onChange={(rows) => set({ rowsPerRequest: rows ?? 1 })}
          />
        </div>
        <div className="scale-checks">
          <Checkbox
            label="Tensors of the open protocol"
            checked={draft.tensors && !isAddress}
            disabled={isAddress}
            onChange={(event) => set({ tensors: event.currentTarget.checked })}
          />
          <Checkbox
            label="Try workers, threads and batches first"
            checked={draft.tune && !isAddress}
            disabled={isAddress}
            onChange={(event) => set({ tune: event.currentTarget.checked })}
          />
          <Checkbox
            label="Quick, a first look"
            checked={draft.quick}
            onChange={(event) => set({ quick: event.currentTarget.checked })}
          />
        </div>
        <div className="scale-actions">
          <Button
            type="submit"
            leftSection={<IconGauge size={icon.lg} />}
            loading={start.isPending}
            disabled={isRunning || draft.target.trim() === ''}
          >
            Run the load test
          </Button>
          <span className="soft small">
            {draft.quick ? 'about half a minute' : draft.tune && !isAddress ? 'about two minutes' : 'about a minute and a half'}
          </span>
          <CopyButton value={command}>
            {({ copied, copy }) => (
              <Button variant="subtle" size="compact-sm" onClick={copy} disabled={draft.target.trim() === ''}>
                {copied ? 'Copied' : 'Copy as command'}
              </Button>
            )}
          </CopyButton>
        </div>
      </form>
    </Panel>
  );
}
