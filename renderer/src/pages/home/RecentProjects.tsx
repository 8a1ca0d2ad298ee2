import { IconFolder, IconFolderOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/workbench';
import { Panel } from '../../components/Panel';
import { moment } from '../../format/times';
import { goTo } from '../../state/navigation';

/** Newest first. What is gone stays in the list, greyed, so that it can be missed. */
export function RecentProjects() {
  const client = useClient();
  const recent = useQuery({ queryKey: ['recent'], queryFn: ({ signal }) => client['projects.recent']({}, { signal }) });
  if (!recent.data || recent.data.length === 0) return null;
  return (
    <Panel title="Recent projects" flush>
      {recent.data.slice(0, 8).map(({ project, name, openedAt, found }) => (
        <button key={project} type="button" className="recent" disabled={!found} onClick={() => goTo({ page: 'home', project })}>
          {found ? <IconFolder size={18} stroke={1.5} aria-hidden /> : <IconFolderOff size={18} stroke={1.5} aria-hidden />}
          <span className="recent-path">
            <strong>{name}</strong> <span className="soft small">{project}</span>
          </span>
          <span className="soft small">{found ? moment(openedAt) : 'not found'}</span>
        </button>
      ))}
    </Panel>
  );
}
