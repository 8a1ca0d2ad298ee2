/**
 * The one place for colour, space and type: what the window's style sheets and components use is written here and nowhere else
 * (`test/renderer/tokens.test.ts` holds them to it). The theme hands it to the style sheets as CSS variables: `--space-8`,
 * `--font-sm`, `--accent`.
 */
import type { MantineColorsTuple } from '@mantine/core';

const rem = (pixels: number): string => `${String(pixels / 16)}rem`;

/** A scale whose names are its values: pixels at the default zoom, given in rem so that it grows with the text. */
function scale(steps: readonly number[]): [string, string][] {
  return steps.map((step) => [String(step), rem(step)]);
}

/** Between and within things, and how tall a line of controls is. */
const space = scale([1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 36, 40, 48, 64]);

/** Widths of panels, fields and columns, and heights of lists, in rem. */
const widths: [string, string][] = [
  4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 26, 28, 34, 40, 46, 52, 62, 108,
].map((step) => [String(step), `${String(step)}rem`]);

const fontSizes = {
  '2xs': rem(11),
  xs: rem(12),
  sm: rem(13),
  md: rem(14),
  lg: rem(15),
  xl: rem(17),
  '2xl': rem(21),
  '3xl': rem(24),
  '4xl': rem(40),
};

const radii = { xs: rem(3), sm: rem(5), md: rem(7), lg: rem(10), pill: '999px' };

/** Pixels, for what is drawn as SVG or laid out by number: icons, charts, rows of virtual tables. */
export const icon = { xs: 12, sm: 14, md: 16, lg: 18, xl: 20, xxl: 26, huge: 36 };
export const chartHeight = { small: 240, normal: 270, tall: 300, full: 380 };
export const rowHeight = { dense: 28, head: 32, field: 38, tall: 46, twoLines: 56 };

/** The accent colour. Shade 7 carries white text at 5.9:1. */
const sea = [
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
] satisfies MantineColorsTuple;

const slate = [
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
] satisfies MantineColorsTuple;

/** Dark mode surfaces: a blue-grey rather than the library's neutral. Index 7 is the page, 6 a panel. */
const dark = [
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
] satisfies MantineColorsTuple;

export const palettes = { sea, slate, dark, gray: slate };

/** Surfaces, states, chart series. Series are from Okabe & Ito's colour-blind-safe set, darkened or lightened for each surface. */
const light = {
  surface: '#ffffff',
  'surface-sunken': '#eef2f5',
  'surface-hover': '#f0f5f8',
  line: '#dde4ea',
  'line-strong': '#bfcad4',
  text: '#18212a',
  'text-soft': '#52616f',
  accent: '#0b6b90',
  'accent-soft': '#e2f1f8',
  good: '#12684a',
  'good-soft': '#e1f3eb',
  warn: '#8a5200',
  'warn-soft': '#fdf1dc',
  bad: '#a8321f',
  'bad-soft': '#fbe9e5',
  'chart-1': '#0b6b90',
  'chart-2': '#c05500',
  'chart-3': '#00795a',
  'chart-4': '#a3457e',
  'chart-5': '#6a5d00',
  'chart-6': '#3f56b5',
  'chart-bar': '#c3d3de',
  'chart-bar-strong': '#6d8fa5',
  'chart-band': '#0b6b90',
  'chart-grid': '#e6ebf0',
  'chart-axis': '#5a6875',
  'chart-baseline': '#7a5a3c',
  heat: '11, 107, 144',
  shadow: '0 6px 24px rgb(20 40 60 / 16%)',
};

const night: typeof light = {
  surface: '#1a222b',
  'surface-sunken': '#141b22',
  'surface-hover': '#212b35',
  line: '#2b3742',
  'line-strong': '#46566a',
  text: '#dbe3ea',
  'text-soft': '#9dabb8',
  accent: '#5bb4dc',
  'accent-soft': '#143040',
  good: '#58c79b',
  'good-soft': '#12302a',
  warn: '#e9b355',
  'warn-soft': '#352a14',
  bad: '#ff9583',
  'bad-soft': '#3a201d',
  'chart-1': '#56b4e9',
  'chart-2': '#f0994a',
  'chart-3': '#2fc79c',
  'chart-4': '#dd8fbd',
  'chart-5': '#e5d75c',
  'chart-6': '#93a5f5',
  'chart-bar': '#34495a',
  'chart-bar-strong': '#5f8199',
  'chart-band': '#56b4e9',
  'chart-grid': '#27323d',
  'chart-axis': '#9dabb8',
  'chart-baseline': '#d0a982',
  heat: '86, 180, 233',
  shadow: '0 6px 28px rgb(0 0 0 / 50%)',
};

/** Colours of the component library that do not keep 4.5:1 on their surface, or that the window has its own for. */
const libraryLight = {
  body: '#f5f7f9',
  text: light.text,
  dimmed: light['text-soft'],
  placeholder: '#5f6d7a',
  'default-border': '#cfd8e0',
  error: '#b3261e',
  anchor: light.accent,
};

const libraryNight = {
  body: '#11171d',
  text: night.text,
  dimmed: night['text-soft'],
  placeholder: '#93a2b0',
  default: '#1f2933',
  'default-hover': '#283440',
  'default-border': '#3a4856',
  error: '#ff9d94',
  anchor: '#73bbda',
  'sea-light-color': '#8fcbe4',
};

function variables(prefix: string, values: Record<string, string> | [string, string][]): Record<string, string> {
  const entries = Array.isArray(values) ? values : Object.entries(values);
  return Object.fromEntries(entries.map(([name, value]) => [`--${prefix}${name}`, value]));
}

/** Every token as a CSS variable: those of both themes, then those of each. */
export const cssTokens = {
  variables: {
    ...variables('space-', space),
    ...variables('width-', widths),
    ...variables('font-', fontSizes),
    ...variables('radius-', radii),
  },
  light: { ...variables('', light), ...variables('mantine-color-', libraryLight) },
  dark: { ...variables('', night), ...variables('mantine-color-', libraryNight) },
};
