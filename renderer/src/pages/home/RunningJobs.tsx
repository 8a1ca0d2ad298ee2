import { Anchor } from '@mantine/core';
import { hasEnded } from '../../api/jobsStore';
import { useJobs } from '../../api/useJobs';
import { JobProgress } from '../../components/JobProgress';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { baseName } from '../../host/host';
import { jobPage } from '../../state/jobPage';
import { placeHash, usePlace } from '../../state/navigation';

/** What is running and waiting, of every project: the running one first, the others in the order they came. */
export function RunningJobs() {
  const place = usePlace();
  const active = useJobs()
    .filter((job) => !hasEnded(job))
    .reverse()
    .sort((a, b) => Number(b.state === 'running') - Number(a.state === 'running'));
  if (active.length === 0) return null;
  return (
    <Panel title="Running now" note={active.length > 1 ? counted(active.length, 'job') : undefined}>
      <ul className="joblist" aria-label="Jobs under way">
        {active.map((job) => (
          <li key={job.id}>
            <div>
              <Anchor href={placeHash({ ...jobPage(job), project: job.project ?? place.project, run: null })} fw={600}>
                {job.title}
              </Anchor>
              {job.project !== null && job.project !== place.project && (
                <span className="soft small"> in {baseName(job.project)}</span>
              )}
            </div>
            <JobProgress job={job} label={`${job.title}: progress of the job`} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
