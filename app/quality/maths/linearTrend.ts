import { normalCdf } from '../../metrics/normal.ts';

export interface CountedWindow {
  /** Any number that ascends with time. */
  at: number;
  rows: number;
  /** Of these rows. */
  hits: number;
}

/**
 * Trend of a proportion over ordered windows: the Cochran–Armitage test (P. Armitage, Biometrics 11, 1955) with the windows'
 * times as scores, two-sided, and the change along the weighted least-squares line from the first window to the last.
 * The statistic is N·r², r being Pearson's correlation of hit (0/1) and score over all rows.
 * @returns p 1 and change 0 where there is nothing to see: one window, no hits, only hits
 */
export function linearTrend(windows: readonly CountedWindow[]): { z: number; pValue: number; change: number } {
  const rows = windows.reduce((sum, window) => sum + window.rows, 0);
  const hits = windows.reduce((sum, window) => sum + window.hits, 0);
  const share = hits / rows;
  const mean = windows.reduce((sum, window) => sum + window.at * window.rows, 0) / rows;
  let together = 0;
  let spread = 0;
  for (const window of windows) {
    together += (window.at - mean) * (window.hits - share * window.rows);
    spread += window.rows * (window.at - mean) ** 2;
  }
  if (!(spread > 0) || !(share > 0) || share >= 1) return { z: 0, pValue: 1, change: 0 };
  const z = together / Math.sqrt(spread * share * (1 - share));
  const first = windows[0]?.at ?? 0;
  const last = windows.at(-1)?.at ?? 0;
  return { z, pValue: 2 * normalCdf(-Math.abs(z)), change: (together / spread) * (last - first) };
}
