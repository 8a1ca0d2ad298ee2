import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconFolderSearch, IconPackageExport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { BundleResult } from '../../../../app/api/schemas/bundles';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { fromWire } from '../../../../app/base/errors';
import { hasEnded } from '../../api/jobsStore';
import { useJobs } from '../../api/useJobs';
import { useClient, useHost } from '../../api/workbench';
import { useCommand } from '../../commands/useCommand';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Facts } from '../../components/Facts';
import { HashText } from '../../components/HashText';
import { JobProgress } from '../../components/JobProgress';
import { Message } from '../../components/Message';
import { Panel } from '../../components/Panel';
import { bytes, counted } from '../../format/numbers';
import { notifyError } from '../../state/notices';
import { VerifyPanel } from './VerifyPanel';

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

function suggestedName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain.slice(0, 63) || 'model';
}

export function ExportPanel({ project, record }: { project: ProjectView; record: RunRecord }) {
  const client = useClient();
  const host = useHost();
  const [name, setName] = useState(suggestedName(project.name));
  const start = useMutation({
    mutationFn: () => client['bundles.export']({ project: project.project, runId: record.id, name }),
  });
  const job = useJobs().find(({ id }) => id === start.data?.jobId);
  const result = BundleResult.safeParse(job?.result);
  const isRunning = start.isPending || (job !== undefined && !hasEnded(job));
  const isValid = namePattern.test(name);
  const canExport = record.state === 'complete' || record.state === 'partial';
  useCommand('bundle.export', () => start.mutate(), {
    disabled: isRunning
      ? 'A bundle is being exported.'
      : !isValid
        ? 'The name of the model is not one that a server can have.'
        : canExport
          ? null
          : 'This run has nothing to export.',
  });

  return (
    <>
      <Panel title="Export">
        <form
          style={{ display: 'flex', gap: 12, alignItems: 'flex-end', flexWrap: 'wrap' }}
          onSubmit={(event) => {
            event.preventDefault();
            if (isValid && canExport) start.mutate();
          }}
        >
          <TextInput
            size="sm"
            label="Name of the model in the server"
            w={280}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={isValid ? null : 'small letters, digits and hyphens'}
          />
          <Button
            type="submit"
            leftSection={<IconPackageExport size={17} />}
            loading={isRunning}
            disabled={!isValid || !canExport}
          >
            Export bundle
          </Button>
          <span className="soft" style={{ paddingBottom: 8 }}>
            One .zip that needs nothing of this workbench.
          </span>
        </form>
        {record.state === 'partial' && (
          <div style={{ marginTop: 10 }}>
            <Message tone="warn">
              This run is partial: the bundle will carry figures of only its finished rows, and says so.
            </Message>
          </div>
        )}
        {job && isRunning && (
          <div style={{ marginTop: 12 }}>
            <JobProgress job={job} label="Export progress" />
          </div>
        )}
        {start.error && <ErrorNotice error={start.error} />}
        {job?.error && <ErrorNotice error={fromWire(job.error)} />}
        {result.success && (
          <div style={{ marginTop: 14 }}>
            <Facts
              entries={[
                [
                  'Bundle',
                  <span key="path" className="mono">
                    {result.data.path}
                  </span>,
                ],
                ['sha256', <HashText key="hash" sha256={result.data.sha256} />],
                [
                  'Inside',
                  `${counted(result.data.files.length, 'file')}, ${bytes(result.data.files.reduce((sum, file) => sum + file.bytes, 0))} unpacked`,
                ],
              ]}
            />
            <div style={{ display: 'flex', gap: 8, marginTop: 10 }}>
              <Button
                variant="default"
                leftSection={<IconDownload size={16} />}
                onClick={() => void host.saveCopy(result.data.path).catch(notifyError)}
              >
                {host.kind === 'desktop' ? 'Save a copy' : 'Download'}
              </Button>
              {host.reveal && (
                <Button
                  variant="default"
                  leftSection={<IconFolderSearch size={16} />}
                  onClick={() => void host.reveal?.(result.data.path).catch(notifyError)}
                >
                  Show in folder
                </Button>
              )}
            </div>
            <details style={{ marginTop: 12 }}>
              <summary>Files and their sha256</summary>
              <div
                className="scroll-x"
                style={{ maxHeight: '18rem', overflowY: 'auto' }}
                tabIndex={0}
                role="region"
                aria-label="Files in the bundle"
              >
                <table className="plain">
                  <thead>
                    <tr>
                      <th>File</th>
                      <th className="num">Size</th>
                      <th>sha256</th>
                    </tr>
                  </thead>
                  <tbody>
                    {result.data.files.map((file) => (
                      <tr key={file.path}>
                        <td className="mono">{file.path}</td>
                        <td className="num">{bytes(file.bytes)}</td>
                        <td className="mono soft">{file.sha256.slice(0, 16)}…</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </details>
          </div>
        )}
      </Panel>
      <VerifyPanel exported={result.success ? result.data.path : null} />
    </>
  );
}
