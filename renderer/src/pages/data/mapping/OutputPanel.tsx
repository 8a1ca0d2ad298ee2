import { Select } from '@mantine/core';
import type { DatasetCard } from '../../../../../app/api/schemas/datasets';
import type { Mapping } from '../../../../../app/api/schemas/mapping';
import type { ModelCard, OutputReading, Task } from '../../../../../app/api/schemas/models';
import { Panel } from '../../../components/Panel';
import { formsFor, possibleTasks, withTask, type ScoreForm } from '../../../state/readingChoices';

const taskNames: Record<Task, string> = {
  binary: 'one of two classes',
  multiclass: 'one of several classes',
  regression: 'a number (regression)',
};
const forms: { value: ScoreForm; label: string }[] = [
  { value: 'probabilities', label: 'a probability for each class' },
  { value: 'logits', label: 'logits, one for each class' },
  { value: 'positive-probability', label: 'the probability of the second class' },
  { value: 'positive-logit', label: 'the logit of the second class' },
];

interface OutputPanelProps {
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  edit: (mapping: Mapping) => void;
}

/** How the answer of the model is read. */
export function OutputPanel({ model, data, mapping, edit }: OutputPanelProps) {
  const { reading } = mapping;
  const set = (change: Partial<OutputReading>): void => edit({ ...mapping, reading: { ...reading, ...change } });
  const numeric = model.outputs.filter(({ type }) => type.startsWith('float')).map(({ name }) => name);
  const all = model.outputs.map(({ name }) => name);
  const tasks = possibleTasks(model, data, mapping);
  const isChangeable = tasks.length > 1 || (tasks.length === 1 && !tasks.includes(reading.task));
  const chooseScores = (output: string): void => {
    const possible = formsFor(model, output, reading.task);
    const kept = possible.find((form) => form === reading.scores?.form) ?? possible[0] ?? 'probabilities';
    set({ scores: { output, form: kept } });
  };
  const possibleForms = reading.scores ? formsFor(model, reading.scores.output, reading.task) : [];
  return (
    <Panel title="How the answer is read" note={reading.task}>
      <div
        style={{ display: 'grid', gap: 'var(--space-10)', gridTemplateColumns: 'repeat(auto-fit, minmax(var(--width-14), 1fr))' }}
      >
        {isChangeable && (
          <Select
            label="The answer is"
            description="what the model predicts for a row"
            data={tasks.map((task) => ({ value: task, label: taskNames[task] }))}
            value={tasks.includes(reading.task) ? reading.task : null}
            onChange={(task) => task !== null && task !== reading.task && edit(withTask(model, data, mapping, task))}
          />
        )}
        {reading.task === 'binary' && (
          <Select
            label="Positive class"
            description="precision, recall and the curves are about this one"
            data={reading.classes}
            value={mapping.positive}
            onChange={(positive) => edit({ ...mapping, positive })}
          />
        )}
        {reading.task === 'regression' && (
          <Select
            label="Value"
            description="the output that holds the number"
            data={numeric.length > 0 ? numeric : all}
            value={reading.value?.output ?? null}
            onChange={(output) => output !== null && set({ value: { output } })}
          />
        )}
        {reading.task !== 'regression' && (
          <>
            <Select
              label="Scores"
              description="the output with probabilities or logits"
              data={numeric}
              value={reading.scores?.output ?? null}
              onChange={(output) => output !== null && chooseScores(output)}
            />
            {reading.scores && (
              <Select
                label="They are"
                description="how the scores are meant"
                data={forms.filter(({ value }) => possibleForms.includes(value) || value === reading.scores?.form)}
                value={reading.scores.form}
                onChange={(form) =>
                  form !== null && reading.scores && set({ scores: { output: reading.scores.output, form: form } })
                }
              />
            )}
          </>
        )}
      </div>
      <p className="soft" style={{ margin: 'var(--space-12) 0 0' }}>
        {model.readingReason}
      </p>
      {reading.classes.length > 0 && (
        <p style={{ margin: 'var(--space-8) 0 0', display: 'flex', gap: 'var(--space-4)', flexWrap: 'wrap' }}>
          <span className="soft">Classes:</span>
          {reading.classes.slice(0, 30).map((label) => (
            <span key={label} className="chip">
              {label}
            </span>
          ))}
          {reading.classes.length > 30 && <span className="soft">and {reading.classes.length - 30} more</span>}
        </p>
      )}
    </Panel>
  );
}
