import type { Warning } from '../../../../app/api/schemas/common';
import type { ModelCard } from '../../../../app/api/schemas/models';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { bySeverity, severityOf } from '../../../../app/api/warnings';
import { Message } from '../../components/Message';
import { Panel } from '../../components/Panel';
import { bytes, counted } from '../../format/numbers';
import { useRunQuery } from '../../state/useRunView';
import { shownRun } from '../../state/shownRun';

/** What only a run can find out of a model. */
const foundByRuns = new Set(['batch-dependent']);

function externalNote({ externalData }: ModelCard): Warning[] {
  if (externalData.length === 0) return [];
  const size = externalData.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  return [
    {
      code: 'EXTERNAL_DATA',
      message: `The weights (${bytes(size)}) lie in ${counted(externalData.length, 'file')} beside the model.`,
      hint: `Move and copy them together with it: ${externalData.map(({ location }) => location).join(', ')}. A bundle takes them in.`,
    },
  ];
}

/** What is unusual about the model, and what to do about it: said at once, not behind a click. */
export function WorthKnowing({ model, project }: { model: ModelCard; project: ProjectView }) {
  const run = shownRun(project, null);
  const report = useRunQuery(run?.model.sha256 === model.sha256 ? run.id : undefined).data?.report;
  const notes = bySeverity([
    ...model.warnings,
    ...(report?.warnings ?? []).filter(({ code }) => foundByRuns.has(code)),
    ...externalNote(model),
  ]);
  if (notes.length === 0) return null;
  return (
    <Panel title="Worth knowing">
      <div className="model-notes">
        {notes.map((note) => (
          <Message key={note.code + note.message} tone={severityOf(note) === 'warning' ? 'warn' : 'info'}>
            <strong>{note.message}</strong>
            {note.hint && <div>{note.hint}</div>}
          </Message>
        ))}
      </div>
    </Panel>
  );
}
