import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useJobsStore } from '../api/workbench';
import { leftBehind } from './cancelJob';
import { askHowToRead, questionAfter } from './howToRead';
import { freshAfterReading } from './readLog';
import { jobPage } from './jobPage';
import { currentPlace, goTo } from './navigation';
import { isKnownTrouble } from './logWatch';
import { notify, notifyError } from './notices';
import { fromWire } from '../../../app/base/errors';
import { projectKey } from './project';

/** What the end of a job means for the window: fresh figures, and a word about it. */
export function useJobEffects(): void {
  const jobs = useJobsStore();
  const queries = useQueryClient();
  useEffect(
    () =>
      jobs.onEnd((job) => {
        void queries.invalidateQueries({ queryKey: projectKey(job.project) });
        void queries.invalidateQueries({ queryKey: ['rows'] });
        void queries.invalidateQueries({ queryKey: ['recent'] });
        if (job.kind === 'stress' || job.kind === 'harden') void queries.invalidateQueries({ queryKey: ['stress', job.project] });
        if (job.kind === 'drift') void queries.invalidateQueries({ queryKey: ['drift', job.project] });
        if (job.kind === 'retrain') void queries.invalidateQueries({ queryKey: ['retrain', job.project] });
        if (job.kind === 'loadtest') void queries.invalidateQueries({ queryKey: ['load', job.project] });
        if (job.kind === 'forms') void queries.invalidateQueries({ queryKey: ['forms', job.project] });
        if (job.kind === 'quality') void queries.invalidateQueries({ queryKey: ['quality', job.project] });
        if (job.kind === 'monitor') freshAfterReading(queries, job);
        if (job.kind === 'validate') void queries.invalidateQueries({ queryKey: ['run', job.project] });
        const question = questionAfter(job);
        if (question && currentPlace().project === job.project) askHowToRead(question);
        else if (question) {
          notify({
            tone: 'bad',
            title: question.error?.message ?? job.title,
            action: { label: 'Reading options', run: () => askHowToRead(question) },
          });
        } else if (job.state === 'failed' && job.error && !isKnownTrouble(job)) notifyError(fromWire(job.error));
        if (job.state === 'cancelled') notify({ tone: 'info', title: `${job.title}: cancelled. ${leftBehind(job)}` });
        if (job.state !== 'done') return;
        const place = currentPlace();
        const isHere = place.project === job.project;
        if (job.kind === 'validate' && isHere && place.page !== 'validate' && place.page !== 'time') {
          notify({
            tone: 'good',
            title: `${job.title}: done.`,
            action: { label: 'Show', run: () => goTo({ page: 'validate', run: null }) },
          });
        }
        if (job.kind === 'drift' && isHere && (place.page !== 'time' || place.at !== 'drift')) {
          notify({
            tone: 'good',
            title: `${job.title}: done.`,
            action: { label: 'Show', run: () => goTo(jobPage(job)) },
          });
        }
        if (job.kind === 'retrain' && isHere && (place.page !== 'time' || place.at !== 'retrain')) {
          // A command that failed is a result, too.
          notify({ tone: 'info', title: `${job.title}: ended.`, action: { label: 'Show', run: () => goTo(jobPage(job)) } });
        }
        if (job.kind === 'loadtest' && isHere && (place.page !== 'bundle' || place.at !== 'scale')) {
          notify({ tone: 'good', title: `${job.title}: done.`, action: { label: 'Show', run: () => goTo(jobPage(job)) } });
        }
        if (['bundle', 'draft', 'verify', 'sign', 'forms'].includes(job.kind) && place.page !== 'bundle') {
          notify({
            tone: 'good',
            title: `${job.title}: done.`,
            action: { label: 'Show', run: () => goTo({ page: 'bundle', ...(job.kind === 'verify' && { at: 'history' }) }) },
          });
        }
      }),
    [jobs, queries],
  );
}
