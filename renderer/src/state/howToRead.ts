// How data are read, while a person is asked for it or wants to say it: one question at a time, for the whole window.
import { useSyncExternalStore } from 'react';
import type { DatasetCard, ReadOptions } from '../../../app/api/schemas/datasets';
import { ReadUnderWay } from '../../../app/api/schemas/datasets';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import type { ErrorCode, WireError } from '../../../app/base/errors';
import type { ProjectView } from '../../../app/api/schemas/projects';

/** Reading that ended with this can come to a good end with other options. */
const misread: ErrorCode = 'DATA_MISREAD';

export interface ReadingQuestion {
  project: string;
  paths: string[];
  /** In force now, or those that led to the error. */
  options: ReadOptions;
  /** What was read; null where reading failed. */
  data: Pick<DatasetCard, 'columns' | 'questions' | 'format'> | null;
  /** Why it is asked. */
  error: WireError | null;
}

let asked: ReadingQuestion | null = null;
const listeners = new Set<() => void>();

export function askHowToRead(question: ReadingQuestion | null): void {
  asked = question;
  for (const listener of listeners) listener();
}

export function useReadingQuestion(): ReadingQuestion | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
}

/** How the data of a project are read, to be said otherwise. */
export function questionOf({ project, data }: ProjectView): ReadingQuestion | null {
  return data && { project, paths: data.paths, options: data.options, data, error: null };
}

/** Whether a job failed to read data that may be readable in another way. */
export function isMisread({ kind, state, error }: JobRecord): boolean {
  return kind === 'ingest' && state === 'failed' && error?.code === misread;
}

/** What to ask after such a job; null where it does not say what it read. */
export function questionAfter(job: JobRecord): ReadingQuestion | null {
  const read = ReadUnderWay.safeParse(job.partial);
  if (!isMisread(job) || !read.success || job.project === null || !job.error) return null;
  return { project: job.project, ...read.data, data: null, error: job.error };
}
