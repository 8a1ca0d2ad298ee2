import { useRunWhenOpen } from '../../../commands/commands';
import { useCommand } from '../../../commands/useCommand';
import { Message } from '../../../components/Message';
import { NoteList } from '../../../components/NoteList';
import { useMappingEdits } from '../../../state/mappingEdits';
import { goTo } from '../../../state/navigation';
import { useOpenProject } from '../../../state/project';
import { ExtraColumns } from './ExtraColumns';
import { InputsPanel } from './InputsPanel';
import { KeyColumns } from './KeyColumns';
import { MappingActions } from './MappingActions';
import { OutputPanel } from './OutputPanel';
import { readingFix } from './readingFix';
import { RolesPanel } from './RolesPanel';

const tones = { error: 'bad', warning: 'warn', info: 'info' } as const;
const order = Object.keys(tones);

/** Which column feeds which input, and what every column is for. */
export function MappingTab() {
  const { name, project, model, data, mapping, check } = useOpenProject();
  const { edit } = useMappingEdits();
  const runWhenOpen = useRunWhenOpen();
  // Nothing is searched here; the columns are, one tab further.
  useCommand('table.find', () => {
    goTo({ page: 'data', at: 'columns' });
    runWhenOpen('table.find');
  });
  if (!model || !data || !mapping || !check) return null;
  const problems = [...check.problems].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <div className="stack">
      <div className="statusbar">
        <Message tone={check.ready ? 'good' : 'bad'} role="status">
          {check.ready ? 'Every input is fed: ready to run.' : 'Not ready to run yet.'}
        </Message>
        <MappingActions project={project} name={name} mapping={mapping} />
      </div>
      <NoteList
        label="Notes on the mapping"
        notes={problems.map(({ severity, message, hint, code }) => {
          const fix = readingFix(code, model, data, mapping);
          return {
            tone: tones[severity],
            message,
            details: hint ? [hint] : [],
            ...(fix && { action: { label: fix.label, run: () => edit(fix.mapping) } }),
          };
        })}
      />
      <KeyColumns data={data} mapping={mapping} labels={check.labels} edit={edit} />
      <InputsPanel model={model} data={data} mapping={mapping} check={check} edit={edit} />
      <ExtraColumns names={check.extra} />
      <div className="grid-2">
        <RolesPanel data={data} mapping={mapping} edit={edit} />
        <OutputPanel model={model} data={data} mapping={mapping} edit={edit} />
      </div>
    </div>
  );
}
