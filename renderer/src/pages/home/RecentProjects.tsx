import { IconFolder, IconFolderOff, IconPin, IconPinFilled, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecentProject } from '../../../../app/api/schemas/projects';
import { useClient, useHost } from '../../api/workbench';
import { PathDialog } from '../../commands/PathDialog';
import { Panel } from '../../components/Panel';
import { moment } from '../../format/times';
import { goTo } from '../../state/navigation';
import { notifyError } from '../../state/notices';
import { landingPage, projectKey } from '../../state/project';
import { useOpenProjectAt } from '../../state/useOpenProjectAt';
import { icon } from '../../theme/tokens';

const mostShown = 8;

/** Pinned ones first. What is gone stays in the list, greyed, until it is found again or taken off. */
export function RecentProjects() {
  const client = useClient();
  const host = useHost();
  const queries = useQueryClient();
  const openAt = useOpenProjectAt();
  const [opening, setOpening] = useState<string | null>(null);
  const [locating, setLocating] = useState<RecentProject | null>(null);
  const recent = useQuery({ queryKey: ['recent'], queryFn: ({ signal }) => client['projects.recent']({}, { signal }) });
  if (!recent.data || recent.data.length === 0) return null;

  const open = (project: string): void => {
    setOpening(project);
    openAt(project)
      .catch(notifyError)
      .finally(() => setOpening(null));
  };
  const change = (answer: Promise<RecentProject[]>): void =>
    void answer.then((list) => queries.setQueryData(['recent'], list)).catch(notifyError);
  const foundAt = async (project: string, at: string): Promise<void> => {
    const view = await client['projects.locate']({ project, at });
    queries.setQueryData(projectKey(view.project), view);
    void queries.invalidateQueries({ queryKey: ['recent'] });
    goTo({ page: landingPage(view), project: view.project });
  };
  const locate = (one: RecentProject): void => {
    if (!host.pickProject) {
      setLocating(one);
      return;
    }
    host
      .pickProject()
      .then((at) => (at === null ? undefined : foundAt(one.project, at)))
      .catch(notifyError);
  };

  return (
    <Panel title="Recent projects" flush>
      <ul className="recents" aria-label="Recent projects">
        {recent.data.slice(0, mostShown).map((one) => (
          <li key={one.project} className="recent-line">
            <button
              type="button"
              className="recent"
              title={one.project}
              disabled={!one.found || opening !== null}
              onClick={() => open(one.project)}
            >
              {one.found ? (
                <IconFolder size={icon.lg} stroke={1.5} aria-hidden />
              ) : (
                <IconFolderOff size={icon.lg} stroke={1.5} aria-hidden />
              )}
              <span className="recent-path">
                <strong>{one.name}</strong>{' '}
                <span className="soft small">
                  {one.deployedOf ? `deployed bundle of ${one.deployedOf.runName}, ` : ''}
                  {one.shown}
                </span>
              </span>
              <span className="soft small">
                {!one.found ? 'not found' : opening === one.project ? 'opening…' : moment(one.openedAt)}
              </span>
            </button>
            <span className="recent-actions">
              {!one.found && (
                <button type="button" className="linkbutton" aria-label={`Locate… ${one.name}`} onClick={() => locate(one)}>
                  Locate…
                </button>
              )}
              <button
                type="button"
                className={one.found ? 'iconbutton' : 'linkbutton'}
                title="Its folder stays where it is"
                aria-label={`Remove from list: ${one.name}`}
                onClick={() => change(client['projects.forgetRecent']({ project: one.project }))}
              >
                {one.found ? <IconX size={icon.md} stroke={1.5} aria-hidden /> : 'Remove from list'}
              </button>
              <button
                type="button"
                className="iconbutton"
                aria-label={`Pin ${one.name}`}
                aria-pressed={one.pinned}
                title={one.pinned ? 'Pinned: stays on top' : 'Pin: keep on top'}
                onClick={() => change(client['projects.pinRecent']({ project: one.project, pinned: !one.pinned }))}
              >
                {one.pinned ? <IconPinFilled size={icon.md} aria-hidden /> : <IconPin size={icon.md} stroke={1.5} aria-hidden />}
              </button>
            </span>
          </li>
        ))}
      </ul>
      <PathDialog
        opened={locating !== null}
        onClose={() => setLocating(null)}
        title={`Where is “${locating?.name ?? ''}” now?`}
        label="Folder of the project, or its drydock.json"
        placeholder={locating?.project ?? ''}
        action="Open it there"
        onChoose={(at) => foundAt(locating?.project ?? '', at)}
      />
    </Panel>
  );
}
