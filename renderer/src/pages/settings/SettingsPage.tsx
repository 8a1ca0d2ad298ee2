import { ErrorNotice } from '../../components/ErrorNotice';
import { Message } from '../../components/Message';
import { PageHead } from '../../components/PageHead';
import { PageLoading } from '../../components/PageLoading';
import { useSettings } from '../../state/settings';
import { AboutPanel } from './AboutPanel';
import { CachePanel } from './CachePanel';
import { FolderPanel } from './FolderPanel';
import { MemoryPanel } from './MemoryPanel';
import { NewProjectsPanel } from './NewProjectsPanel';
import { ThemePanel } from './ThemePanel';
import '../../theme/settings.css';
import '../../theme/namedRows.css';

export function SettingsPage() {
  const settings = useSettings();
  return (
    <>
      <PageHead title="Settings" note="For every project; kept as they are changed." />
      {settings.isPending ? (
        <PageLoading what="Reading the settings" />
      ) : settings.isError ? (
        <ErrorNotice error={settings.error} retry={() => void settings.refetch()} />
      ) : (
        <>
          {settings.data.problem !== null && (
            <Message tone="warn">
              <strong>The usual settings hold.</strong> {settings.data.problem} A change made here writes the file anew, unless a
              newer version of Drydock wrote it.
            </Message>
          )}
          <div className="grid-2">
            <ThemePanel />
            <MemoryPanel view={settings.data} />
          </div>
          <NewProjectsPanel view={settings.data} />
          <FolderPanel view={settings.data} />
          <CachePanel />
          <AboutPanel settingsPath={settings.data.path} />
        </>
      )}
    </>
  );
}
