import type { ModelCard } from '../../../../app/api/schemas/models';
import { Facts } from '../../components/Facts';
import { Message } from '../../components/Message';
import { Panel } from '../../components/Panel';

const tasks = { binary: 'Two classes', multiclass: 'Several classes', regression: 'A number (regression)' };
const shownClasses = 40;

/** What Drydock takes the model for, and why. */
export function ReadingPanel({ model }: { model: ModelCard }) {
  const { reading } = model;
  const classes = reading?.classes ?? [];
  return (
    <Panel title="What it predicts">
      {reading ? (
        <Facts
          entries={[
            ['Task', tasks[reading.task]],
            ['Why', model.readingReason],
            [
              'Classes',
              classes.length > 0 ? (
                <span style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--space-4)' }}>
                  {classes.slice(0, shownClasses).map((label) => (
                    <span key={label} className="chip">
                      {label}
                    </span>
                  ))}
                  {classes.length > shownClasses && <span className="soft">and {classes.length - shownClasses} more</span>}
                </span>
              ) : null,
            ],
            ['Labels from', model.classSource],
            ['Scores', reading.scores ? `${reading.scores.output} (${reading.scores.form})` : null],
            ['Label', reading.label?.output],
            ['Value', reading.value?.output],
          ]}
        />
      ) : (
        <Message tone="warn">
          The outputs could not be read as a class or a number. {model.readingReason} The reading can be set on the Data page.
        </Message>
      )}
    </Panel>
  );
}
