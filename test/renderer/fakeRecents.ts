import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { ProjectView, RecentProject } from '../../app/api/schemas/projects.ts';

type RecentHandlers = Pick<
  Handlers<WorkbenchContract>,
  'projects.recent' | 'projects.pinRecent' | 'projects.forgetRecent' | 'projects.locate'
>;

/** Two projects that are there and one on a stick that is not; found again it is the one at `at`. */
export function createFakeRecents(known: {
  demo: string;
  numbers: string;
  open: (project: string) => ProjectView;
}): RecentHandlers {
  const one = (project: string, name: string, openedAt: string, found: boolean): RecentProject => ({
    project,
    shown: project.replace(/^\/home\/me/, '~'),
    name,
    openedAt,
    pinned: false,
    found,
  });
  let recent = [
    one(known.demo, 'Bird strikes', '2026-11-22T10:05:00Z', true),
    one(known.numbers, 'Speeds', '2026-11-21T16:40:00Z', true),
    one('/media/stick/Old one', 'Old one', '2026-10-02T09:00:00Z', false),
  ];
  const list = (): RecentProject[] => [...recent].sort((a, b) => Number(b.pinned) - Number(a.pinned));
  return {
    'projects.recent': async () => list(),
    'projects.pinRecent': async ({ project, pinned }) => {
      recent = recent.map((each) => (each.project === project ? { ...each, pinned } : each));
      return list();
    },
    'projects.forgetRecent': async ({ project }) => {
      recent = recent.filter((each) => each.project !== project);
      return list();
    },
    'projects.locate': async ({ project, at }) => {
      const view = known.open(at);
      recent = recent
        .filter((each) => each.project !== at)
        .map((each) => (each.project === project ? { ...each, project: at, found: true } : each));
      return view;
    },
  };
}
