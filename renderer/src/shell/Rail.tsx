import { ActionIcon, Tooltip, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconAlertTriangle, IconDeviceDesktop, IconKeyboard, IconMoon, IconSun } from '@tabler/icons-react';
import { useProject } from '../state/project';
import { pages, placeHash, usePlace, type Page } from '../state/navigation';
import { pageTable } from './pageTable';

export function Rail({ onHelp }: { onHelp: () => void }) {
  const place = usePlace();
  const project = useProject();
  const marks: Partial<Record<Page, string>> = {};
  if (project?.model && project.model.warnings.length > 0) marks.model = 'has warnings';
  if (project?.data && project.data.questions.length > 0) marks.data = 'has a question for you';
  else if (project?.check && !project.check.ready) marks.data = 'mapping is not complete';

  return (
    <nav className="rail" aria-label="Pages">
      <div className="rail-brand">
        <img src="./drydock.svg" alt="" />
        <span>Drydock</span>
      </div>
      {pages.map((page, index) => {
        const { title, icon: PageIcon } = pageTable[page];
        const mark = marks[page];
        return (
          <a
            key={page}
            className="rail-link"
            href={placeHash({ ...place, page })}
            aria-current={page === place.page ? 'page' : undefined}
            aria-label={mark ? `${title}, ${mark}` : title}
            title={`${title} (Ctrl+${index + 1})`}
          >
            <PageIcon size={18} stroke={1.6} aria-hidden />
            <span>{title}</span>
            {mark && <IconAlertTriangle className="rail-mark" size={14} color="var(--warn)" aria-hidden />}
          </a>
        );
      })}
      <div className="rail-foot">
        <SchemeButton />
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" onClick={onHelp} aria-label="Keyboard shortcuts">
            <IconKeyboard size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
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
        <SchemeIcon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
