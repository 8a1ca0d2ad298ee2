import { useMantineColorScheme } from '@mantine/core';
import { useCommand } from './useCommand';

export function useThemeCommands(): void {
  const { setColorScheme } = useMantineColorScheme();
  useCommand('view.light', () => setColorScheme('light'));
  useCommand('view.dark', () => setColorScheme('dark'));
  useCommand('view.system', () => setColorScheme('auto'));
}
