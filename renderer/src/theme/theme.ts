import { createTheme, type CSSVariablesResolver } from '@mantine/core';
import { cssTokens, palettes } from './tokens';

/** What is chosen stands in the field one searches by: what is typed takes its place instead of following it. */
function selectTyped({ currentTarget }: { currentTarget: HTMLInputElement }): void {
  if (!currentTarget.readOnly) currentTarget.select();
}

function variablesOf<Step extends string>(kind: 'font' | 'radius', steps: Step[]): Record<Step, string> {
  return Object.fromEntries(steps.map((step) => [step, `var(--${kind}-${step})`])) as Record<Step, string>;
}

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: 7,
  colors: palettes,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: variablesOf('font', ['xs', 'sm', 'md', 'lg', 'xl']),
  defaultRadius: 'sm',
  radius: variablesOf('radius', ['xs', 'sm', 'md', 'lg']),
  spacing: { xs: 'var(--space-8)', sm: 'var(--space-12)', md: 'var(--space-16)', lg: 'var(--space-24)', xl: 'var(--space-32)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: 'var(--font-2xl)', lineHeight: '1.3' },
      h2: { fontSize: 'var(--font-lg)', lineHeight: '1.35' },
      h3: { fontSize: 'var(--font-sm)', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Table: { defaultProps: { fz: 'sm', verticalSpacing: 'var(--space-6)', horizontalSpacing: 'var(--space-10)' } },
    Tooltip: { defaultProps: { openDelay: 300, multiline: true, maw: 'var(--width-20)', withArrow: true } },
    Select: {
      defaultProps: {
        size: 'xs',
        allowDeselect: false,
        comboboxProps: { shadow: 'md' },
        onFocus: selectTyped,
        onClick: selectTyped,
      },
    },
    TagsInput: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Badge: { defaultProps: { variant: 'light', tt: 'none', fw: 500 } },
    Tabs: { defaultProps: { keepMounted: false } },
    // Its place for the first focus is an element that no menu may hold; the first item takes the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // The head of a dialog is not the banner of the window.
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
  },
});

/** The tokens, and the colours of the library that the window has its own for. */
export const cssVariables: CSSVariablesResolver = () => cssTokens;
