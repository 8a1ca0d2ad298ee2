import type { UseQueryResult } from '@tanstack/react-query';
import { Suspense, type MouseEvent } from 'react';
import type { ProjectView } from '../../../app/api/schemas/projects';
import { ShellCommands } from '../commands/ShellCommands';
import { ErrorNotice } from '../components/ErrorNotice';
import { PageLoading } from '../components/PageLoading';
import { goTo, usePlace } from '../state/navigation';
import { useFreshAfterBreak } from '../state/useFreshAfterBreak';
import { useJobEffects } from '../state/useJobEffects';
import { CancelQuestion } from './CancelQuestion';
import { DropTarget } from './DropTarget';
import { EngineNotice } from './EngineNotice';
import { HowToRead } from './HowToRead';
import { LogWatcher } from './LogWatcher';
import { MissingFiles } from './MissingFiles';
import { NoticeStack } from './NoticeStack';
import { PageBoundary } from './PageBoundary';
import { pageTable, pageTitles } from './pageTable';
import { Rail } from './Rail';
import { RowsDrawer } from './RowsDrawer';
import { StatusLine } from './StatusLine';
import { TopBar } from './TopBar';
import { useDesktopShell } from './useDesktopShell';

export function Shell({ projectQuery }: { projectQuery: UseQueryResult<ProjectView> }) {
  const { page, project } = usePlace();
  useJobEffects();
  useFreshAfterBreak();
  useDesktopShell();
  const View = pageTable[page].view;
  // These have something to show whatever became of the project.
  const isOfProject = page !== 'home' && page !== 'settings' && page !== 'help';

  return (
    <div className="shell">
      <ShellCommands />
      <a className="skip-link" href="#page" onClick={skipToPage}>
        Skip to the page
      </a>
      <Rail />
      <TopBar />
      <div className="page">
        <main id="page" tabIndex={-1} className="page-scroll" data-pane={3} aria-label={pageTitles[page]}>
          <div className="page-inner">
            <EngineNotice />
            <MissingFiles />
            {projectQuery.isError && isOfProject ? (
              <ErrorNotice
                error={projectQuery.error}
                retry={() => void projectQuery.refetch()}
                extra={{ label: 'Go to Home', run: () => goTo({ page: 'home', project: null }) }}
              />
            ) : project !== null && projectQuery.isPending && isOfProject ? (
              <PageLoading what="Opening the project" />
            ) : (
              <PageBoundary key={page}>
                <Suspense fallback={<PageLoading what={`Opening ${pageTitles[page]}`} />}>
                  <View />
                </Suspense>
              </PageBoundary>
            )}
          </div>
        </main>
        <RowsDrawer />
      </div>
      <StatusLine />
      <NoticeStack />
      <DropTarget />
      <CancelQuestion />
      <HowToRead />
      <LogWatcher />
    </div>
  );
}

/** The address carries the page, so the link must not change it. */
function skipToPage(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('page')?.focus();
}
