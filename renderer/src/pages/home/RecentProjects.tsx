import { IconFolder, IconFolderOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/workbench';
import { Panel } from '../../components/Panel';
import { moment } from '../../format/times';
import { goTo } from '../../state/navigation';
import { notifyError } from '../../state/notices';
import { landingPage, projectKey } from '../../state/project';

/** Newest first. What is gone stays in the list, greyed, so that it can be missed. */
export function RecentProjects() {
  const client = useClient();
  const queries = useQueryClient();
  const [opening, setOpening] = useState<string | null>(null);
  const open = (project: string): void => {
    setOpening(project);
    client['projects.open']({ project })
      .then((view) => {
        queries.setQueryData(projectKey(project), view);
        goTo({ page: landingPage(view), project });
      })
      .catch(notifyError)
      .finally(() => setOpening(null));
  };
  const recent = useQuery({ queryKey: ['recent'], queryFn: ({ signal }) => client['projects.recent']({}, { signal }) });
  if (!recent.data || recent.data.length === 0) return null;
  return (
    <Panel title="Recent projects" flush>
      {recent.data.slice(0, 8).map(({ project, name, openedAt, found }) => (
        <button
          key={project}
          type="button"
          className="recent"
          disabled={!found || opening !== null}
          onClick={() => open(project)}
        >
          {found ? <IconFolder size={18} stroke={1.5} aria-hidden /> : <IconFolderOff size={18} stroke={1.5} aria-hidden />}
          <span className="recent-path">
            <strong>{name}</strong> <span className="soft small">{project}</span>
          </span>
          <span className="soft small">{!found ? 'not found' : opening === project ? 'opening…' : moment(openedAt)}</span>
        </button>
      ))}
    </Panel>
  );
}
