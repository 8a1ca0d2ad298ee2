/** Work on one key is done one after the other, in the order asked for; different keys do not wait for each other. */
export function createKeyedQueue(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const step = (last.get(key) ?? Promise.resolve()).catch(() => undefined).then(work);
    last.set(key, step);
    try {
      return await step;
    } finally {
      if (last.get(key) === step) last.delete(key);
    }
  };
}
