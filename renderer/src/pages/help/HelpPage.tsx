import { Tabs } from '@mantine/core';
import { ShortcutTable } from '../../commands/ShortcutTable';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { goTo, usePlace } from '../../state/navigation';
import '../../theme/help.css';
import '../../theme/namedRows.css';
import { AboutTab } from './AboutTab';
import { ErrorsTab } from './ErrorsTab';
import { GuideTab } from './GuideTab';
import { LicencesTab } from './LicencesTab';

const tabs = ['guide', 'shortcuts', 'errors', 'licences', 'about'] as const;
type Tab = (typeof tabs)[number];
const titles: Record<Tab, string> = {
  guide: 'Guide',
  shortcuts: 'Shortcuts',
  errors: 'Errors',
  licences: 'Licences',
  about: 'About',
};

/** The address says which part: "errors", "errors/DATA_INVALID", "guide/command-line". */
export function HelpPage() {
  const [first = '', ...rest] = (usePlace().at ?? '').split('/');
  const tab = tabs.find((name) => name === first) ?? 'guide';
  const part = rest.join('/');
  return (
    <>
      <PageHead title="Help" note="Everything here is on this machine." />
      <Tabs value={tab} onChange={(next) => goTo({ page: 'help', at: next })}>
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {titles[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="guide" pt="sm">
          <GuideTab section={part} />
        </Tabs.Panel>
        <Tabs.Panel value="shortcuts" pt="sm">
          <Panel title="Keyboard shortcuts">
            <ShortcutTable />
          </Panel>
        </Tabs.Panel>
        <Tabs.Panel value="errors" pt="sm">
          <ErrorsTab code={part} />
        </Tabs.Panel>
        <Tabs.Panel value="licences" pt="sm">
          <LicencesTab />
        </Tabs.Panel>
        <Tabs.Panel value="about" pt="sm">
          <AboutTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
