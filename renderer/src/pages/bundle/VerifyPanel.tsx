import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconShieldCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { VerifyResult } from '../../../../app/api/schemas/bundles';
import { fromWire } from '../../../../app/base/errors';
import { hasEnded } from '../../api/jobsStore';
import { useJobs } from '../../api/useJobs';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { JobProgress } from '../../components/JobProgress';
import { Message } from '../../components/Message';
import { Panel } from '../../components/Panel';
import { baseName } from '../../host/host';
import { notifyError } from '../../state/notices';
import { icon } from '../../theme/tokens';

/** Proves a bundle: unpacked elsewhere, started by its own command, the golden rows replayed. */
export function VerifyPanel({ exported }: { exported: string | null }) {
  const client = useClient();
  const [address, setAddress] = useState('');
  const isAddress = address === '' || /^https?:\/\/[^/\s]+/.test(address);
  const name = exported === null ? undefined : baseName(exported);
  const job = useJobs().find(({ kind, title }) => kind === 'verify' && (name === undefined || title === `Verify ${name}`));
  if (!exported && !job) return null;
  const result = VerifyResult.safeParse(job?.result);
  const isRunning = job !== undefined && !hasEnded(job);
  return (
    <Panel
      title="Verify"
      note={job?.title}
      end={
        exported !== null ? (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconShieldCheck size={icon.md} />}
            loading={isRunning}
            disabled={!isAddress}
            onClick={() =>
              void client['bundles.verify']({ path: exported, ...(address !== '' && { url: address }) }).catch(notifyError)
            }
          >
            {address === '' ? 'Verify the bundle' : 'Verify the server'}
          </Button>
        ) : undefined
      }
    >
      {exported !== null && (
        <TextInput
          size="xs"
          label="Address of a server that runs already"
          description="Left empty, the bundle's own server is started for it."
          placeholder="http://127.0.0.1:8080"
          w="var(--width-22)"
          maw="100%"
          mb="sm"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value.trim())}
          error={isAddress ? null : 'an address that begins with http:// or https://'}
        />
      )}
      {!job && (
        <p className="soft" style={{ margin: 0 }}>
          Unpacks the bundle in another place, starts its server with its own command and replays the golden rows. Any other
          bundle can be dropped on this window to verify it.
        </p>
      )}
      {job && isRunning && <JobProgress job={job} label="Verification progress" />}
      {job?.error && <ErrorNotice error={fromWire(job.error)} />}
      {result.success && !isRunning && (
        <>
          <Message tone={result.data.ok ? 'good' : 'bad'} role="status">
            <strong>{result.data.ok ? 'The bundle serves what was validated.' : 'The bundle failed verification.'}</strong>
          </Message>
          <table className="plain" style={{ marginTop: 'var(--space-8)' }}>
            <thead>
              <tr>
                <th>Check</th>
                <th>Result</th>
                <th>Detail</th>
              </tr>
            </thead>
            <tbody>
              {result.data.checks.map(({ name, ok, detail }) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td>
                    <span className={`chip chip-${ok ? 'good' : 'bad'}`}>
                      {ok ? <IconCheck size={icon.sm} aria-hidden /> : <IconX size={icon.sm} aria-hidden />}
                      {ok ? 'passed' : 'failed'}
                    </span>
                  </td>
                  <td className="soft">{detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  );
}
