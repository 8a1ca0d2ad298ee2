import type { UseQueryResult } from '@tanstack/react-query';
import { Suspense, useState, type MouseEvent } from 'react';
import type { ProjectView } from '../../../app/api/schemas/projects';
import { ErrorNotice } from '../components/ErrorNotice';
import { PageLoading } from '../components/PageLoading';
import { goTo, usePlace } from '../state/navigation';
import { useFreshAfterBreak } from '../state/useFreshAfterBreak';
import { useJobEffects } from '../state/useJobEffects';
import { DropTarget } from './DropTarget';
import { EngineNotice } from './EngineNotice';
import { MissingFiles } from './MissingFiles';
import { NoticeStack } from './NoticeStack';
import { PageBoundary } from './PageBoundary';
import { pageTable } from './pageTable';
import { Rail } from './Rail';
import { RowsDrawer } from './RowsDrawer';
import { ShortcutSheet } from './ShortcutSheet';
import { StatusLine } from './StatusLine';
import { TopBar } from './TopBar';
import { useShortcuts } from './useShortcuts';

export function Shell({ projectQuery }: { projectQuery: UseQueryResult<ProjectView> }) {
  const { page, project } = usePlace();
  const [isSheetOpen, setSheetOpen] = useState(false);
  useJobEffects();
  useFreshAfterBreak();
  useShortcuts({ openSheet: () => setSheetOpen(true) });
  const View = pageTable[page].view;

  return (
    <div className="shell">
      <a className="skip-link" href="#page" onClick={skipToPage}>
        Skip to the page
      </a>
      <Rail onHelp={() => setSheetOpen(true)} />
      <TopBar />
      <div className="page">
        <main id="page" tabIndex={-1} className="page-scroll" aria-label={pageTable[page].title}>
          <div className="page-inner">
            <EngineNotice />
            <MissingFiles />
            {projectQuery.isError && page !== 'home' ? (
              <ErrorNotice
                error={projectQuery.error}
                retry={() => void projectQuery.refetch()}
                extra={{ label: 'Go to Home', run: () => goTo({ page: 'home', project: null }) }}
              />
            ) : project !== null && projectQuery.isPending && page !== 'home' ? (
              <PageLoading what="Opening the project" />
            ) : (
              <PageBoundary key={page}>
                <Suspense fallback={<PageLoading what={`Opening ${pageTable[page].title}`} />}>
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
      <ShortcutSheet opened={isSheetOpen} onClose={() => setSheetOpen(false)} />
    </div>
  );
}

/** The address carries the page, so the link must not change it. */
function skipToPage(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('page')?.focus();
}
