/** A window with less than this part of the usual rows is thin: the last one often has only just begun. */
const thin = 0.25;

/** Which of some windows are thin: the usual is the median of those that have rows. */
export function thinWindows(windows: readonly { used: number }[]): (window: number) => boolean {
  const there = windows.map(({ used }) => used).filter((used) => used > 0);
  const usual = there.sort((a, b) => a - b)[Math.floor(there.length / 2)] ?? 0;
  return (window) => (windows[window]?.used ?? 0) < thin * usual;
}
