import { useQuery } from '@tanstack/react-query';
import { commandList, type CommandId } from '../../../app/api/commands';
import { useClient } from '../api/workbench';
import { runLabels } from '../format/runLabels';
import { moment } from '../format/times';
import { goTo } from '../state/navigation';
import { notifyError } from '../state/notices';
import { useProject } from '../state/project';
import { useUndo } from '../state/undo';
import { useOpenProjectAt } from '../state/useOpenProjectAt';
import { useCommands } from './commands';
import { shownKeys } from './keys';
import { fuzzyScore, type Searched } from './fuzzy';
import { noteCommand, recentCommands } from './recentCommands';

export interface PaletteEntry extends Searched {
  id: string;
  /** The heading it stands under while nothing is typed, and what it is said to be afterwards. */
  group: string;
  note?: string;
  keys?: string | undefined;
  /** Why it cannot be chosen; null when it can. */
  off: string | null;
  run: () => void;
}

const mostFound = 60;

/** What the palette offers for what is typed: the commands, and the runs, projects and columns to jump to. */
export function usePaletteEntries(query: string, isOpen: boolean): PaletteEntry[] {
  const client = useClient();
  const project = useProject();
  const open = useOpenProjectAt();
  const { run, whyOff } = useCommands();
  const { nextUndo, nextRedo } = useUndo();
  const notes: Partial<Record<CommandId, string | null>> = { 'edit.undo': nextUndo, 'edit.redo': nextRedo };
  const recent = useQuery({
    queryKey: ['recent'],
    queryFn: ({ signal }) => client['projects.recent']({}, { signal }),
    enabled: isOpen,
  });

  const ofCommand = (id: CommandId, group?: string): PaletteEntry[] =>
    commandList
      .filter((command) => command.id === id)
      .map((command) => ({
        id: group ? `${group} ${id}` : id,
        title: command.title,
        words: `${command.group} ${command.words ?? ''}`,
        group: group ?? command.group,
        ...(notes[id] ? { note: notes[id] } : {}),
        keys: shownKeys(id),
        off: whyOff(id),
        run: () => {
          noteCommand(id);
          run(id);
        },
      }));
  const commands = commandList.filter(({ id }) => id !== 'view.palette').flatMap(({ id }) => ofCommand(id));
  if (query.trim() === '') return [...recentCommands().flatMap((id) => ofCommand(id, 'Last used')), ...commands];

  const labels = runLabels(project?.runs ?? []);
  const places: PaletteEntry[] = [
    ...(project?.runs ?? [])
      .filter(({ archived }) => !archived)
      .map(({ id, name, startedAt, note }) => ({
        id: `run ${id}`,
        title: labels.get(id) ?? name,
        words: `run ${note}`,
        group: 'Run of this project',
        note: moment(startedAt),
        off: null,
        run: () => goTo({ page: 'validate', run: id }),
      })),
    ...(project?.data?.columns ?? []).map(({ name, type }) => ({
      id: `column ${name}`,
      title: name,
      words: 'column',
      group: 'Column',
      note: type,
      off: null,
      run: () => goTo({ page: 'data', at: `column:${name}` }),
    })),
    ...(recent.data ?? [])
      .filter((other) => other.project !== project?.project)
      .map((other) => ({
        id: `project ${other.project}`,
        title: other.name,
        words: `project ${other.project}`,
        group: 'Project',
        note: other.project,
        off: other.found ? null : 'Its folder is not there.',
        run: () => void open(other.project).catch(notifyError),
      })),
  ];
  return [...commands, ...places]
    .map((entry) => ({ entry, score: fuzzyScore(query, entry) - (entry.off === null ? 0 : 0.5) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostFound)
    .map(({ entry }) => entry);
}
