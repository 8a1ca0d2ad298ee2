import { Button, TextInput } from '@mantine/core';
import { IconActivity, IconPlayerStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Interval } from '../../../../app/api/schemas/common';
import type { ServerFigures } from '../../../../app/api/schemas/monitor';
import { furthestFirst, isBeyond, tooFewText } from '../../../../app/api/serverWords';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Facts } from '../../components/Facts';
import { count, number, percent } from '../../format/numbers';
import { clock } from '../../format/times';
import type { BundleRun } from '../../state/readLog';
import { rememberLive } from '../../state/liveHistory';
import { useUndoable } from '../../state/useUndoable';
import { icon } from '../../theme/tokens';
import { LiveHistory } from './LiveHistory';

const everySeconds = 5;

/** What the running server of a bundle says of itself, asked again and again while this is shown. */
export function LiveServer({ of }: { of: BundleRun }) {
  const client = useClient();
  const [address, watch] = useUndoable<string | null>(`live server ${of.runId}`, null);
  const [typed, setTyped] = useState(address ?? '');
  const found = useQuery({
    queryKey: ['live server', address],
    queryFn: async ({ signal }) => {
      const asked = address ?? '';
      try {
        const figures = await client['monitor.live']({ address: asked }, { signal });
        return { figures, moments: rememberLive(asked, Date.now(), figures) };
      } catch (error) {
        // The lines have a gap where it did not answer.
        if (!signal.aborted) rememberLive(asked, Date.now(), null);
        throw error;
      }
    },
    // Told anew each time; to compare an hour of them would be work for nothing.
    structuralSharing: false,
    enabled: address !== null,
    refetchInterval: 1000 * everySeconds,
    retry: false,
  });
  const given = typed.trim();
  return (
    <form
      className="stack"
      aria-label="Ask a running server"
      onSubmit={(event) => {
        event.preventDefault();
        if (given === address) void found.refetch();
        else if (given !== '') watch(given, 'server that is asked');
      }}
    >
      <div className="monitor-start">
        <TextInput
          size="xs"
          w="var(--width-22)"
          label="Address of a running server"
          description="Its /metrics is asked, and nothing else"
          placeholder="http://127.0.0.1:8080"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="light" leftSection={<IconActivity size={icon.md} />} disabled={given === ''}>
          Ask it
        </Button>
        {address !== null && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconPlayerStop size={icon.md} />}
            onClick={() => watch(null, 'server that is asked')}
          >
            Stop asking
          </Button>
        )}
        {address !== null && found.dataUpdatedAt > 0 && (
          <span className="soft small" role="status">
            Answered {clock(new Date(found.dataUpdatedAt).toISOString())}; asked every {everySeconds} s while this is shown.
          </span>
        )}
      </div>
      {address !== null && found.isError && <ErrorNotice error={found.error} retry={() => void found.refetch()} />}
      {address !== null && found.data && (
        <>
          <LiveFigures figures={found.data.figures} />
          <LiveHistory {...found.data} />
        </>
      )}
    </form>
  );
}

function LiveFigures({ figures }: { figures: ServerFigures }) {
  const { errors, latencyMs, log, watch } = figures;
  const bound = (value: number | string | null): string =>
    value === null ? '–' : typeof value === 'string' ? value : `at most ${count(value)} ms`;
  return (
    <>
      <Facts
        entries={[
          ['Model', figures.model],
          ['Requests', `${count(figures.requests)} with ${count(figures.rows)} rows, since its start`],
          ['Without a prediction', figures.rejectedRows > 0 ? count(figures.rejectedRows) : null],
          ['Errors', errors.map(({ code, count: times }) => `${code} ${count(times)}`).join(', ')],
          ['Latency', `${bound(latencyMs.p50)} (p50), ${bound(latencyMs.p95)} (p95), ${bound(latencyMs.p99)} (p99)`],
          ['Log', log ? `${count(log.rows)} rows written, ${count(log.dropped)} lost` : 'off'],
          ['Accuracy by labels', watch && accuracyText(watch.accuracy, `of the last of ${count(watch.labels)} labels`)],
          ['Mean absolute error', watch && watch.meanAbsoluteError !== null ? number(watch.meanAbsoluteError) : null],
          ['Accuracy by scores', watch && accuracyText(watch.estimatedAccuracy, 'to be expected, without labels')],
          ['Accuracy validated', watch && watch.validatedAccuracy !== null ? number(watch.validatedAccuracy) : null],
          ['Predictions', watch && limitText(watch.predictionPsi)],
          ['Columns', watch && (tooFewText(watch) ?? `of the last ${count(watch.rows)} rows`)],
        ]}
      />
      {watch && tooFewText(watch) === null && <LiveColumns columns={watch.columns} />}
    </>
  );
}

function LiveColumns({ columns }: Pick<NonNullable<ServerFigures['watch']>, 'columns'>) {
  return (
    <div className="monitor-refused" tabIndex={0} role="region" aria-label="Columns of the last rows">
      <table className="plain">
        <thead>
          <tr>
            <th>Column</th>
            <th className="num">PSI</th>
            <th className="num">Limit</th>
            <th className="num">Missing</th>
            <th className="num">Limit</th>
            <th className="num">Unseen texts</th>
            <th className="num">Out of range</th>
            <th>Against what was validated</th>
          </tr>
        </thead>
        <tbody>
          {furthestFirst(columns).map(({ name, psi, missing, unseen, outOfRange, isBeyond: moved }) => (
            <tr key={name}>
              <td>{name}</td>
              <td className="num">{number(psi.value)}</td>
              <td className="num">{number(psi.limit)}</td>
              <td className="num">{percent(missing.value)}</td>
              <td className="num">{percent(missing.limit)}</td>
              <td className="num">{unseen === null ? '–' : count(unseen)}</td>
              <td className="num">{outOfRange === null ? '–' : count(outOfRange)}</td>
              <td>{moved ? <span className="chip chip-warn">further than ever</span> : 'as validated'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function accuracyText({ value, low, high }: Interval, of: string): string | null {
  return value === null ? null : `${number(value)} (${number(low)} to ${number(high)}), ${of}`;
}

function limitText(psi: { value: number | null; limit: number | null }): string | null {
  if (psi.value === null) return null;
  return `PSI ${number(psi.value)}, limit ${number(psi.limit)}${isBeyond(psi) ? ': further than ever in the validated rows' : ''}`;
}
