import { Button, Radio } from '@mantine/core';
import { IconRuler2 } from '@tabler/icons-react';
import { formWords } from '../../../../app/api/formWords';
import type { MetricDifference } from '../../../../app/api/schemas/compare';
import { FormKind, type FormReport, type FormResult, type FormSpeed } from '../../../../app/api/schemas/forms';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { fromWire } from '../../../../app/base/errors';
import { hasEnded } from '../../api/jobsStore';
import { useJobs } from '../../api/useJobs';
import { ErrorNotice } from '../../components/ErrorNotice';
import { JobProgress } from '../../components/JobProgress';
import { metricFacts, metricText } from '../../format/metrics';
import { bytes, count, number } from '../../format/numbers';
import { useForms, useMakeForms } from '../../state/useForms';
import { icon } from '../../theme/tokens';

interface FormChoiceProps {
  project: ProjectView;
  record: RunRecord;
  /** Null = the model as the run has it. */
  chosen: FormKind | null;
  onChange: (kind: FormKind | null) => void;
}

/** The model as it was validated, or another form of it that was made and measured on the rows of the run. */
export function FormChoice({ project, record, chosen, onChange }: FormChoiceProps) {
  const forms = useForms(project.project, record.id);
  const make = useMakeForms(project.project, record.id);
  const job = useJobs().find(({ id }) => id === make.data?.jobId);
  const isRunning = make.isPending || (job !== undefined && !hasEnded(job));
  const report = forms.data ?? null;
  return (
    <div className="stack">
      <Radio.Group
        label="Form of the model"
        value={chosen ?? 'given'}
        onChange={(value) => onChange(FormKind.safeParse(value).data ?? null)}
      >
        <div className="target-choice">
          <Choice value="given" title="As validated" isChosen={chosen === null}>
            <span>The file of the run, unchanged.</span>
          </Choice>
          {FormKind.options.map((kind) => {
            const form = report?.forms.find((one) => one.kind === kind);
            return (
              <Choice
                key={kind}
                value={kind}
                title={formWords[kind].title}
                isChosen={chosen === kind}
                isOff={(form?.made ?? null) === null}
              >
                <span>{formWords[kind].what}</span>
                <span className="soft small">
                  {form && report ? <Measured report={report} form={form} /> : 'Not made and measured yet.'}
                </span>
              </Choice>
            );
          })}
        </div>
      </Radio.Group>
      {forms.isError && <ErrorNotice error={forms.error} retry={() => void forms.refetch()} />}
      {job && isRunning ? (
        <JobProgress job={job} label="Progress of making forms" />
      ) : (
        <div className="export-acts">
          <Button
            variant="default"
            leftSection={<IconRuler2 size={icon.lg} />}
            disabled={record.state !== 'complete' || isRunning}
            onClick={() => make.mutate()}
          >
            {report ? 'Make and measure them again' : 'Make and measure the other forms'}
          </Button>
          <span className="soft">
            Each becomes a run of its own, validated over the same rows; a bundle of it carries those figures.
          </span>
        </div>
      )}
      {make.error !== null && <ErrorNotice error={make.error} />}
      {job?.error && <ErrorNotice error={fromWire(job.error)} />}
    </div>
  );
}

interface ChoiceProps {
  value: string;
  title: string;
  isChosen: boolean;
  isOff?: boolean;
  children: React.ReactNode;
}

function Choice({ value, title, isChosen, isOff = false, children }: ChoiceProps) {
  return (
    <div className={isChosen ? 'target is-chosen' : 'target'}>
      <Radio value={value} label={title} disabled={isOff} aria-describedby={`form-${value}`} />
      <div id={`form-${value}`} className="target-text">
        {children}
      </div>
    </div>
  );
}

function speedText({ rows, ratio }: FormSpeed): string {
  const range = ratio.low === null || ratio.high === null ? '' : ` (${number(ratio.low, 3)} to ${number(ratio.high, 3)})`;
  return `${rows === 1 ? 'one row' : `${count(rows)} rows`} ${number(ratio.value, 3)} times as fast${range}`;
}

/** A difference that is too small for the digits of the two figures is still clear, and told. */
function changeText({ metric, a, b, difference: { value }, verdict }: MetricDifference): string {
  const by = value === null ? '' : ` (${value > 0 ? '+' : ''}${number(value, 2)})`;
  return `${metricFacts[metric].label} ${verdict}: ${metricText(metric, a)} → ${metricText(metric, b)}${by}`;
}

/** What it gains and what it costs, in a few lines. */
function Measured({ report, form: { made, reason } }: { report: FormReport; form: FormResult }) {
  if (!made) return <>{reason}</>;
  const { comparison, largest, speed } = made;
  const clear = comparison.differences.filter(({ verdict }) => verdict !== 'unclear');
  const changed = comparison.flips?.changed;
  return (
    <>
      {bytes(made.bytes)}, the original {bytes(report.of.bytes)}; {speed.map(speedText).join(', ')}.{' '}
      {changed === undefined
        ? 'Its answers cannot be compared row by row'
        : `${count(changed)} of ${count(comparison.rows)} answers differ`}
      {largest !== null && `, a score or value by at most ${number(largest, 3)}`}.{' '}
      {comparison.labelled === 0
        ? 'No row has a label to judge by.'
        : clear.length === 0
          ? 'No figure clearly differs.'
          : `${clear.map(changeText).join('; ')}.`}
    </>
  );
}
