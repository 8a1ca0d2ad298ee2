import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowsDiff, IconEqual, type Icon } from '@tabler/icons-react';
import type { RetrainVerdict } from '../../../../../app/api/schemas/retrain';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { count, counted } from '../../../format/numbers';
import { goTo, placeHash } from '../../../state/navigation';
import { useRetrainVerdict } from '../../../state/useRetrain';
import { useComparedRuns } from '../../runs/useComparedRuns';
import { icon } from '../../../theme/tokens';

const looks: Record<RetrainVerdict['verdict'], { icon: Icon; tone: string; word: string }> = {
  better: { icon: IconArrowUp, tone: 'good', word: 'Better' },
  unclear: { icon: IconEqual, tone: 'warn', word: 'Unclear' },
  worse: { icon: IconArrowDown, tone: 'bad', word: 'Worse' },
};

interface RetrainVerdictPanelProps {
  project: string;
  retrainId: string;
  championRun: string;
  challengerRun: string;
}

/** Whether the new model is better on the rows that neither was trained on, and the ways to look closer. */
export function RetrainVerdictPanel({ project, retrainId, championRun, challengerRun }: RetrainVerdictPanelProps) {
  const found = useRetrainVerdict(project, retrainId);
  const [, setCompared] = useComparedRuns();
  if (found.isError) return <ErrorNotice error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <PageLoading what="Comparing both models" />;
  const { verdict, comparison } = found.data;
  const { icon: VerdictIcon, tone, word } = looks[verdict.verdict];
  const { flips, labelled } = comparison;
  const showRun = (run: string): string => placeHash({ page: 'validate', project, run });
  return (
    <Panel>
      <section className="drift-verdict" aria-label="Verdict on the new model">
        <div className={`drift-action drift-action-${tone}`}>
          <VerdictIcon size={icon.xxl} stroke={1.6} aria-hidden />
          <strong>{word}</strong>
        </div>
        <div className="drift-verdict-words">
          <h2>{verdict.text}</h2>
          {verdict.othersText !== null && <p>{verdict.othersText}</p>}
          <p className="soft">
            On {counted(labelled, 'held-out row')}
            {flips &&
              `: ${count(flips.fixed)} ${comparison.mcnemar ? 'wrong before and right now' : 'nearer now'}, ${count(flips.broken)} the other way round`}
            . Choose by held-out rows once: who retrains until they agree has trained on them.
          </p>
          <div className="retrain-links">
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconArrowsDiff size={icon.md} />}
              onClick={() => {
                setCompared([championRun, challengerRun], 'choice of compared runs');
                goTo({ page: 'runs' });
              }}
            >
              Compare both models
            </Button>
            <span className="soft">
              <a href={showRun(championRun)}>Champion, the model of the project then</a>
            </span>
            <span className="soft">
              <a href={showRun(challengerRun)}>Challenger, the new one</a>
            </span>
          </div>
        </div>
      </section>
    </Panel>
  );
}
