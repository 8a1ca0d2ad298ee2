import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { WorkbenchProvider } from './api/workbench';
import { CommandsProvider } from './commands/commands';
import { Shell } from './shell/Shell';
import { MappingEditsProvider } from './state/mappingEdits';
import { ProjectProvider, useProjectQuery } from './state/project';
import { RowsDrawerProvider } from './state/rowsDrawer';
import { ThemeSetting } from './state/ThemeSetting';
import { UndoProvider } from './state/undo';
import { cssVariables, theme } from './theme/theme';

const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 30_000 } },
});
// The same key is read by public/colorScheme.js before the first paint.
const colorScheme = localStorageColorSchemeManager({ key: 'drydock-color-scheme' });

export function App({ workbench }: { workbench: ComponentProps<typeof WorkbenchProvider>['value'] }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={colorScheme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <WorkbenchProvider value={workbench}>
          <ThemeSetting />
          <OpenProject />
        </WorkbenchProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function OpenProject() {
  const query = useProjectQuery();
  return (
    <ProjectProvider value={query.data ?? null}>
      <UndoProvider>
        <MappingEditsProvider>
          <RowsDrawerProvider>
            <CommandsProvider>
              <Shell projectQuery={query} />
            </CommandsProvider>
          </RowsDrawerProvider>
        </MappingEditsProvider>
      </UndoProvider>
    </ProjectProvider>
  );
}
