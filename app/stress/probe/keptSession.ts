import type { Session, SessionOptions } from '../../inference/runtime.ts';
import type { ProbedModel } from './subject.ts';

export type OpenModelSession = (
  path: string,
  options: Pick<ProbedModel, 'provider' | 'threads'> & Pick<SessionOptions, 'noCpuFallback'>,
) => Promise<Session>;

/** Does some work with the session of this model, which may be open already. */
export type WithSession = <T>(model: ProbedModel, work: (session: Session) => Promise<T>) => Promise<T>;

interface Entry {
  key: string;
  session: Promise<Session>;
  users: number;
}

/** Keeps the last model open, since opening takes far longer than a row does. The process that holds it ends by itself. */
export function createKeptSession(open: OpenModelSession): WithSession {
  let kept: Entry | undefined;
  const closeWhenUnused = async (entry: Entry): Promise<void> => {
    if (entry === kept || entry.users > 0) return;
    await entry.session.then((session) => session.close());
  };
  return async (model, work) => {
    const { runPath, runSha256, provider, threads } = model;
    const key = JSON.stringify([runPath, runSha256, provider, threads]);
    if (kept?.key !== key) {
      const before = kept;
      kept = { key, session: open(runPath, { provider, threads }), users: 0 };
      if (before) await closeWhenUnused(before);
    }
    const entry = kept;
    entry.users++;
    try {
      return await work(await entry.session);
    } catch (error) {
      // Not opened: the next question tries again.
      await entry.session.catch(() => {
        if (kept === entry) kept = undefined;
      });
      throw error;
    } finally {
      entry.users--;
      await closeWhenUnused(entry).catch(() => undefined);
    }
  };
}
