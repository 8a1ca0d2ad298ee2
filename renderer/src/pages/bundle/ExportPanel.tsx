import { Button, TextInput } from '@mantine/core';
import { IconEye, IconPackageExport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { servedName } from '../../../../app/api/names';
import { BundleResult, type RuntimePlatform } from '../../../../app/api/schemas/bundles';
import type { FormKind } from '../../../../app/api/schemas/forms';
import type { JobRecord } from '../../../../app/api/schemas/jobs';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { fromWire } from '../../../../app/base/errors';
import { hasEnded } from '../../api/jobsStore';
import { useJobs } from '../../api/useJobs';
import { useClient } from '../../api/workbench';
import { useCommand } from '../../commands/useCommand';
import { ErrorNotice } from '../../components/ErrorNotice';
import { JobProgress } from '../../components/JobProgress';
import { Message } from '../../components/Message';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { useTargets } from '../../state/useBundles';
import { BundleFiles } from './BundleFiles';
import { ExportedBundle } from './ExportedBundle';
import { FindingList } from './FindingList';
import { FormChoice } from './FormChoice';
import { RuntimeChoice } from './RuntimeChoice';
import { TargetChoice } from './TargetChoice';
import { VerifyPanel } from './VerifyPanel';
import { icon } from '../../theme/tokens';

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** A job that was started here, its result once it has one, and whether it is under way. */
function useExport(
  kind: 'bundles.export' | 'bundles.draft',
  choices: { project: string; runId: string; name: string; targets?: string[]; form?: FormKind; runtime?: RuntimePlatform[] },
) {
  const client = useClient();
  const start = useMutation({
    mutationFn: () => (kind === 'bundles.export' ? client[kind]({ ...choices, leaveOut: true }) : client[kind](choices)),
  });
  const job = useJobs().find(({ id }) => id === start.data?.jobId);
  const result = BundleResult.safeParse(job?.result);
  return {
    start,
    job,
    result: result.success ? result.data : null,
    isRunning: start.isPending || (job !== undefined && !hasEnded(job)),
  };
}

export function ExportPanel({ project, record }: { project: ProjectView; record: RunRecord }) {
  const targets = useTargets();
  const [name, setName] = useState(servedName(project.name));
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [form, setForm] = useState<FormKind | null>(null);
  const [runtime, setRuntime] = useState<RuntimePlatform[]>([]);
  const all = targets.data ?? [];
  const wanted = chosen ?? all.filter(({ isDefault }) => isDefault).map(({ id }) => id);
  // Nothing chosen = the usual ones, which need not have been read for that.
  const choices = {
    project: project.project,
    runId: record.id,
    name,
    ...(chosen && { targets: chosen }),
    ...(form && { form }),
    ...(runtime.length > 0 && { runtime }),
  };
  const bundle = useExport('bundles.export', choices);
  const draft = useExport('bundles.draft', choices);
  const isRunning = bundle.isRunning || draft.isRunning;
  const isValid = namePattern.test(name);
  const canExport = record.state === 'complete' || record.state === 'partial';
  useCommand('bundle.export', () => bundle.start.mutate(), {
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
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (isValid && canExport) bundle.start.mutate();
          }}
        >
          <TextInput
            size="sm"
            label="Name of the model in the server"
            w="var(--width-18)"
            maw="100%"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={isValid ? null : 'small letters, digits and hyphens'}
          />
          {targets.isError && <ErrorNotice error={targets.error} retry={() => void targets.refetch()} />}
          <TargetChoice targets={all} chosen={wanted} onChange={setChosen} />
          <RuntimeChoice chosen={runtime} onChange={setRuntime} />
          <FormChoice project={project} record={record} chosen={form} onChange={setForm} />
          <div className="export-acts">
            <Button
              type="submit"
              leftSection={<IconPackageExport size={icon.lg} />}
              loading={bundle.isRunning}
              disabled={!isValid || !canExport || draft.isRunning}
            >
              Export bundle
            </Button>
            <Button
              variant="default"
              leftSection={<IconEye size={icon.lg} />}
              loading={draft.isRunning}
              disabled={!isValid || !canExport || bundle.isRunning}
              onClick={() => draft.start.mutate()}
            >
              Preview
            </Button>
            <span className="soft">
              One .zip with the server, the golden rows, the reports and a bill of materials in any case.
            </span>
          </div>
        </form>
        {record.state === 'partial' && (
          <div style={{ marginTop: 'var(--space-10)' }}>
            <Message tone="warn">
              This run is partial: the bundle will carry figures of only its finished rows, and says so.
            </Message>
          </div>
        )}
        <Running job={bundle.job} isRunning={bundle.isRunning} label="Export progress" error={bundle.start.error} />
        <Running job={draft.job} isRunning={draft.isRunning} label="Preview progress" error={draft.start.error} />
        {bundle.result && <ExportedBundle bundle={bundle.result} targets={all} />}
      </Panel>
      {draft.result && !draft.isRunning && draft.result.sha256 !== bundle.result?.sha256 && (
        <Panel title="Preview" note={`${counted(draft.result.files.length, 'file')}; nothing is exported yet`}>
          <FindingList findings={draft.result.findings} targets={all} />
          <BundleFiles path={draft.result.path} version={draft.result.sha256} />
        </Panel>
      )}
      <VerifyPanel exported={bundle.result?.path ?? null} />
    </>
  );
}

interface RunningProps {
  job: JobRecord | undefined;
  isRunning: boolean;
  label: string;
  /** Why it could not be started. */
  error: unknown;
}

function Running({ job, isRunning, label, error }: RunningProps) {
  return (
    <>
      {job && isRunning && (
        <div style={{ marginTop: 'var(--space-12)' }}>
          <JobProgress job={job} label={label} />
        </div>
      )}
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
      {job?.error && <ErrorNotice error={fromWire(job.error)} />}
    </>
  );
}
