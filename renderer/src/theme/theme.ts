import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent colour. Shade 7 carries white text at 5.9:1. */
const sea: MantineColorsTuple = [
  '#e6f4fa',
  '#d0e8f3',
  '#a3d2e6',
  '#73bbda',
  '#4ea8cf',
  '#2f95c0',
  '#1a82ad',
  '#0b6b90',
  '#075775',
  '#04425a',
];

const slate: MantineColorsTuple = [
  '#f4f6f8',
  '#e9edf1',
  '#d8dfe6',
  '#bcc7d1',
  '#96a4b2',
  '#6f7f8f',
  '#4f5f6f',
  '#334250',
  '#202b36',
  '#121920',
];

/** Dark mode surfaces: a blue-grey rather than Mantine's neutral. Index 7 is the page, 6 a panel. */
const dark: MantineColorsTuple = [
  '#dbe3ea',
  '#b9c5d0',
  '#9dabb8',
  '#5f7081',
  '#394755',
  '#2b3642',
  '#1a222b',
  '#11171d',
  '#0c1116',
  '#070a0d',
];

/** What is chosen stands in the field one searches by: what is typed takes its place instead of following it. */
function selectTyped({ currentTarget }: { currentTarget: HTMLInputElement }): void {
  if (!currentTarget.readOnly) currentTarget.select();
}

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: 7,
  colors: { sea, slate, dark, gray: slate },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Table: { defaultProps: { fz: 'sm', verticalSpacing: 6, horizontalSpacing: 10 } },
    Tooltip: { defaultProps: { openDelay: 300, multiline: true, maw: 320, withArrow: true } },
    Select: {
      defaultProps: {
        size: 'xs',
        allowDeselect: false,
        comboboxProps: { shadow: 'md' },
        onFocus: selectTyped,
        onClick: selectTyped,
      },
    },
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

/** Text and line colours that keep 4.5:1 on their surface, where Mantine's own defaults do not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f5f7f9',
    '--mantine-color-text': '#18212a',
    '--mantine-color-dimmed': '#52616f',
    '--mantine-color-placeholder': '#5f6d7a',
    '--mantine-color-default-border': '#cfd8e0',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#0b6b90',
  },
  dark: {
    '--mantine-color-body': '#11171d',
    '--mantine-color-text': '#dbe3ea',
    '--mantine-color-dimmed': '#9dabb8',
    '--mantine-color-placeholder': '#93a2b0',
    '--mantine-color-default': '#1f2933',
    '--mantine-color-default-hover': '#283440',
    '--mantine-color-default-border': '#3a4856',
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-anchor': '#73bbda',
    '--mantine-color-sea-light-color': '#8fcbe4',
  },
});
