import { Button, Collapse, NumberInput, Select, UnstyledButton } from '@mantine/core';
import { IconArrowsDiff, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { DriftPresetName, DriftSettings, type DriftReference, type DriftSummary } from '../../../../../app/api/schemas/drift';
import { useHost } from '../../../api/workbench';
import { useCommand } from '../../../commands/useCommand';
import { WindowUnitPicker } from '../../../components/WindowUnitPicker';
import { presetFacts } from '../../../format/drift';
import { day } from '../../../format/times';
import { groupColumns } from '../segments/segmentCells';
import { baseName } from '../../../host/host';
import { notifyError } from '../../../state/notices';
import { useOpenProject } from '../../../state/project';
import { useStartDrift } from '../../../state/useDrift';
import { icon } from '../../../theme/tokens';

interface DriftStartProps {
  project: string;
  /** Set up like this one at first; null = there is none yet. */
  last: DriftSummary | null;
}

type Kind = DriftReference['from'];
type ProjectReference = Extract<DriftReference, { from: 'project' }>;

/** What the windows are held against, by whose rules, and how long a window is. */
export function DriftStart({ project, last }: DriftStartProps) {
  const { data, settings: ofProject, deployedOf, runs } = useOpenProject();
  const start = useStartDrift(project);
  const host = useHost();
  const [isOpen, setOpen] = useState(last === null);
  const [isStarting, setStarting] = useState(false);
  const [settings, setSettings] = useState<DriftSettings>(() =>
    DriftSettings.parse(
      last
        ? {
            preset: last.settings.preset,
            window: last.settings.window,
            reference: last.settings.reference,
            falseAlarmsAMonth: last.settings.falseAlarmsAMonth,
            segments: last.settings.segments,
          }
        : deployedOf
          ? { reference: { from: 'project', path: deployedOf.project, runId: deployedOf.runId } }
          : {},
    ),
  );
  const { preset, reference, window } = settings;
  // Segments are told by the figures of a model over these data.
  const isValidated = runs.some(({ state, data: of }) => state === 'complete' && of.sha256 === data?.sha256);
  const groups = isValidated ? groupColumns(data) : [];
  const segments = groups.find((name) => name === settings.segments) ?? null;
  const [kind, setKind] = useState<Kind>(reference.from);
  const set = (change: Partial<DriftSettings>): void => setSettings({ ...settings, ...change });
  const period = ofProject.reference;
  const [other] = useState<ProjectReference | null>(
    reference.from === 'project'
      ? reference
      : deployedOf
        ? { from: 'project', path: deployedOf.project, runId: deployedOf.runId }
        : null,
  );
  const choices: { value: Kind; label: string }[] = [
    ...(other === null
      ? []
      : [
          {
            value: 'project' as const,
            label: other.path === deployedOf?.project ? `What was validated: ${deployedOf.projectName}` : baseName(other.path),
          },
        ]),
    { value: 'auto', label: 'The beginning of the data' },
    ...(period ? [{ value: 'period' as const, label: 'The reference period of the project' }] : []),
    { value: 'files', label: 'Another file…' },
  ];
  const problem = !data
    ? 'There are no data to compare.'
    : kind === 'files' && reference.from !== 'files'
      ? 'Choose the file that holds the reference.'
      : null;
  const pickFile = (): void => {
    host
      .pick('files', () => undefined)
      .then(({ paths }) => {
        if (paths.length > 0) set({ reference: { from: 'files', paths, options: {} } });
      })
      .catch(notifyError);
  };
  const compare = (): void => {
    setStarting(true);
    void start({ ...settings, segments }).finally(() => setStarting(false));
  };
  useCommand('drift.compare', compare, { disabled: problem ?? (isStarting ? 'They are being compared.' : null) });
  return (
    <section className="panel" aria-label="A new comparison">
      <div className="panel-head">
        <UnstyledButton className="drift-fold" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          <IconChevronDown size={icon.md} aria-hidden style={{ transform: isOpen ? 'none' : 'rotate(-90deg)' }} />
          <strong>{last === null ? 'Compare every window with a reference' : 'Compare again'}</strong>
          <span className="soft small">
            {presetFacts[preset].label} · {referenceWords(reference)} · {windowWords(window)}
          </span>
        </UnstyledButton>
        <Button
          leftSection={<IconArrowsDiff size={icon.md} />}
          disabled={problem !== null}
          loading={isStarting}
          onClick={compare}
        >
          Compare
        </Button>
      </div>
      <Collapse expanded={isOpen}>
        <div className="panel-body stack">
          <p className="soft" style={{ margin: 0 }}>
            What changed in each column, since when, and what to do about it. It takes no model; with a run, its predictions are
            compared, too.
          </p>
          <div className="drift-settings">
            <Select
              label="Rules"
              description={presetFacts[preset].explains}
              inputWrapperOrder={['label', 'input', 'description']}
              data={DriftPresetName.options.map((name) => ({ value: name, label: presetFacts[name].label }))}
              comboboxProps={{ shadow: 'md', width: 'var(--width-24)', position: 'bottom-start' }}
              renderOption={({ option }) => (
                <span>
                  {option.label}
                  <span className="soft small" style={{ display: 'block' }}>
                    {presetFacts[DriftPresetName.parse(option.value)].explains}
                  </span>
                </span>
              )}
              value={preset}
              onChange={(value) => set({ preset: DriftPresetName.parse(value) })}
            />
            <div className="drift-reference">
              <Select
                label="Reference"
                description={kind === 'period' && period ? `${day(period.start)} to before ${day(period.end)}` : undefined}
                inputWrapperOrder={['label', 'input', 'description']}
                data={choices}
                value={kind}
                onChange={(value) => {
                  const next = choices.find((choice) => choice.value === value)?.value ?? 'auto';
                  setKind(next);
                  if (next === 'auto') set({ reference: { from: 'auto' } });
                  if (next === 'period' && period) set({ reference: { from: 'period', ...period } });
                  if (next === 'project' && other !== null) set({ reference: other });
                  if (next === 'files') pickFile();
                }}
              />
              {kind === 'files' && (
                <Button size="xs" variant="default" onClick={pickFile}>
                  {reference.from === 'files'
                    ? `Choose another than ${reference.paths.map(baseName).join(', ')}…`
                    : 'Choose a file…'}
                </Button>
              )}
            </div>
            <WindowUnitPicker label="Windows" value={window} onChange={(unit) => set({ window: unit })} />
            {groups.length > 0 && (
              <Select
                label="By segment"
                description="The figure that is watched, told for each group of this column, too."
                inputWrapperOrder={['label', 'input', 'description']}
                placeholder="no column"
                searchable
                clearable
                data={groups}
                value={segments}
                onChange={(next) => set({ segments: next })}
              />
            )}
            {data?.timeSpan && (
              <NumberInput
                label="False alarms a month"
                description="Every change detector is set so that it alarms by chance so often; left empty, as its author set it."
                inputWrapperOrder={['label', 'input', 'description']}
                placeholder="as their authors set them"
                min={0.001}
                max={10_000}
                clampBehavior="blur"
                value={settings.falseAlarmsAMonth ?? ''}
                onChange={(value) => set({ falseAlarmsAMonth: typeof value === 'number' && value >= 0.001 ? value : null })}
              />
            )}
          </div>
          {problem !== null && (
            <p className="soft" style={{ margin: 0 }}>
              {problem}
            </p>
          )}
        </div>
      </Collapse>
    </section>
  );
}

function referenceWords(reference: DriftReference): string {
  if (reference.from === 'files') return `against ${reference.paths.map(baseName).join(', ')}`;
  if (reference.from === 'period') return `against ${day(reference.start)} to before ${day(reference.end)}`;
  return reference.from === 'project' ? `against ${baseName(reference.path)}` : 'against the beginning of the data';
}

function windowWords(window: string): string {
  const rows = /^rows:(\d+)$/.exec(window)?.[1];
  if (rows !== undefined) return `windows of ${rows} rows`;
  return window === 'auto' ? 'windows chosen by their span' : `by ${window}`;
}
