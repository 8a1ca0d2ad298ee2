import { ActionIcon, Tooltip, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconAlertTriangle, IconDeviceDesktop, IconKeyboard, IconMoon, IconSun } from '@tabler/icons-react';
import { pages } from '../../../app/api/pages';
import { severityOf } from '../../../app/api/warnings';
import { useCommands } from '../commands/commands';
import { titleWithKeys } from '../commands/keys';
import { pageHash, usePlace, type Page } from '../state/navigation';
import { useProject } from '../state/project';
import { pageTable } from './pageTable';
import { icon } from '../theme/tokens';

/** About the program rather than a model: they stand at the foot. */
const footPages: readonly Page[] = ['settings', 'help'];

export function Rail() {
  const place = usePlace();
  const project = useProject();
  const { run } = useCommands();
  const marks: Partial<Record<Page, string>> = {};
  if (project?.model?.warnings.some((warning) => severityOf(warning) === 'warning')) marks.model = 'has warnings';
  if (project?.data && project.data.questions.length > 0) marks.data = 'has a question for you';
  else if (project?.check && !project.check.ready) marks.data = 'mapping is not complete';

  const link = ({ id, title, help }: (typeof pages)[number]) => {
    const { icon: PageIcon } = pageTable[id];
    const mark = marks[id];
    return (
      <a
        key={id}
        className="rail-link"
        href={pageHash(place, id)}
        aria-current={id === place.page ? 'page' : undefined}
        aria-label={mark ? `${title}, ${mark}` : title}
        title={`${titleWithKeys(`go.${id}`)}\n${help}`}
      >
        <PageIcon size={icon.lg} stroke={1.6} aria-hidden />
        <span>{title}</span>
        {mark && <IconAlertTriangle className="rail-mark" size={icon.sm} color="var(--warn)" aria-hidden />}
      </a>
    );
  };
  return (
    <nav className="rail" aria-label="Pages" data-pane={1}>
      <div className="rail-brand">
        <img src="./drydock.svg" alt="" />
        <span>Drydock</span>
      </div>
      {pages.filter(({ id }) => !footPages.includes(id)).map(link)}
      <div className="rail-foot">
        {pages.filter(({ id }) => footPages.includes(id)).map(link)}
        <div className="rail-tools">
          <SchemeButton />
          <Tooltip label={titleWithKeys('help.shortcuts')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              c="var(--text-soft)"
              onClick={() => run('help.shortcuts')}
              aria-label="Keyboard shortcuts"
            >
              <IconKeyboard size={icon.lg} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
    </nav>
  );
}

const schemes: { value: MantineColorScheme; label: string; icon: typeof IconSun; next: MantineColorScheme }[] = [
  { value: 'auto', label: 'Theme: as the system', icon: IconDeviceDesktop, next: 'light' },
  { value: 'light', label: 'Theme: light', icon: IconSun, next: 'dark' },
  { value: 'dark', label: 'Theme: dark', icon: IconMoon, next: 'auto' },
];

function SchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const scheme = schemes.find(({ value }) => value === colorScheme) ?? schemes[0];
  if (!scheme) return null;
  const SchemeIcon = scheme.icon;
  return (
    <Tooltip label={`${scheme.label}. Click to change.`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="var(--text-soft)"
        onClick={() => setColorScheme(scheme.next)}
        aria-label={`${scheme.label}; change`}
      >
        <SchemeIcon size={icon.lg} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
