import { ErrorNotice } from '../../components/ErrorNotice';
import { Message } from '../../components/Message';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { useReadiness } from '../../state/useBundles';
import { ReadinessTestRow } from './ReadinessTestRow';

/** Is this run ready to be served? The ML Test Score with its evidence; what only a person knows is said here. */
export function ReadinessSection({ project, runId }: { project: string; runId: string }) {
  const readiness = useReadiness(project, runId);
  if (readiness.isError) return <ErrorNotice error={readiness.error} retry={() => void readiness.refetch()} />;
  if (readiness.isPending) return <PageLoading what="Looking at what the project has to show" />;
  const { score, sections, tests, ok } = readiness.data;
  const waived = tests.some(({ state }) => state === 'waived');
  const failed = tests.filter(({ state }) => state === 'failed');
  return (
    <div className="stack">
      <Panel title="ML Test Score" note="28 tests in four sections; the score is that of the weakest">
        <div className="tiles">
          <div className="tile tile-main">
            <span className="soft small">Score</span>
            <span className="tile-value">{score}</span>
            <span className="soft small">of 7</span>
          </div>
          {sections.map(({ id, title, points }) => (
            <div key={id} className="tile">
              <span className="soft small">{title}</span>
              <span className="tile-value">{points}</span>
              <meter className="readiness-meter" min={0} max={7} value={points} aria-label={`${title}: ${points} of 7`} />
            </div>
          ))}
        </div>
        <div style={{ marginTop: 'var(--space-12)' }}>
          {ok ? (
            <Message tone="info" role="status">
              Nothing that the project has to show speaks against serving this run{waived ? ', but for what was waived' : ''}.
              What is not known is no reproach, and no proof.
            </Message>
          ) : (
            <Message tone="bad" role="status">
              <strong>{counted(failed.length, 'test')} failed:</strong>{' '}
              {failed.map(({ title }) => title.toLowerCase()).join('; ')}. Mend it, or say why it is accepted.
            </Message>
          )}
        </div>
      </Panel>
      {sections.map(({ id, title, points }) => (
        <Panel key={id} title={title} note={`${points} of 7`} flush>
          <ul className="readiness-list" aria-label={title}>
            {tests
              .filter(({ section }) => section === id)
              .map((test) => (
                <ReadinessTestRow key={test.id} project={project} runId={runId} test={test} />
              ))}
          </ul>
        </Panel>
      ))}
      <p className="soft small">
        Tests and points: Breck et al., “The ML Test Score”, 2017. One point for what the project shows, half a point for what it
        shows in part or a person states. The score travels in the bundle.
      </p>
    </div>
  );
}
