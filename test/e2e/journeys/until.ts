/** Looks again and again until there is something to see. The time limit is that of the test. */
export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
  for (;;) {
    const seen = await look();
    if (seen) return seen as NonNullable<Exclude<T, false>>;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
