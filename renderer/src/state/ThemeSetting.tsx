import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { notifyError } from './notices';
import { useChangeSettings, useSettings } from './settings';

/**
 * Keeps the theme with the settings, whoever changes it: a browser forgets what it kept for an address, and the workbench has
 * another address after every start.
 */
export function ThemeSetting(): null {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const saved = useSettings().data?.settings.theme;
  const { mutate } = useChangeSettings();
  const agreed = useRef<MantineColorScheme | null>(null);
  useEffect(() => {
    if (saved === undefined) return;
    const isNewlyRead = agreed.current === null;
    if (!isNewlyRead && colorScheme === agreed.current) return;
    agreed.current = isNewlyRead ? saved : colorScheme;
    if (!isNewlyRead) mutate({ theme: colorScheme }, { onError: notifyError });
    else if (colorScheme !== saved) setColorScheme(saved);
  }, [saved, colorScheme, setColorScheme, mutate]);
  return null;
}
