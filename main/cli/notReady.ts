/** Null where no test failed that was not waived. */
export function notReadyLine(failed: readonly { id: string }[]): string | null {
  return failed.length > 0
    ? `Not ready: ${failed.map(({ id }) => id).join(', ')}. Mend it, or say with drydock readiness --state why it is accepted.`
    : null;
}
