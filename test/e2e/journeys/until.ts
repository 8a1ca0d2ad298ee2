/** Of looking: what has not come by then does not come, and the test that goes on behind its limit must end too. */
const patienceMs = 110_000;

/** Looks again and again until there is something to see. */
export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + patienceMs;
  for (;;) {
    if (Date.now() > end)
      throw new Error(`Nothing was seen within ${String(patienceMs / 1000)} seconds of looking: ${look.toString()}`);
    const seen = await look();
    if (seen) return seen as NonNullable<Exclude<T, false>>;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
