import { Button } from '@mantine/core';
import { IconDeviceFloppy, IconPlayerPlay } from '@tabler/icons-react';
import type { ProjectView } from '../../../../../app/api/schemas/projects';
import type { RunRecord } from '../../../../../app/api/schemas/runs';
import { Message } from '../../../components/Message';
import { useMappingEdits } from '../../../state/mappingEdits';
import { useOpenProject } from '../../../state/project';
import { useStartRun } from '../../../state/useStartRun';
import { thresholdText } from './thresholdText';
import type { LookedAt } from './useThreshold';
import { icon } from '../../../theme/tokens';

/** A threshold is about the scores of one model for one class: why that of this run cannot be the project's. */
function whyNotSaved({ model, mapping }: ProjectView, record: RunRecord): string | null {
  if (!model || !mapping) return 'The model or the data of the project are missing: nothing can be saved.';
  if (model.sha256 !== record.model.sha256) return 'The project has another model now: a threshold of this run would not fit it.';
  const { reading } = record.plan;
  const isSame =
    mapping.positive === record.plan.positive && JSON.stringify(mapping.reading.scores) === JSON.stringify(reading.scores);
  return isSame ? null : 'The project has another positive class now, or reads the scores otherwise.';
}

/** Keeps the threshold with the project, and offers the run that it takes to see it at work. */
export function SaveThreshold({ record, looked, recommended }: { record: RunRecord; looked: LookedAt; recommended: number }) {
  const project = useOpenProject();
  const { edit } = useMappingEdits();
  const run = useStartRun();
  const { mapping } = project;
  const why = whyNotSaved(project, record);
  const saved = why === null ? mapping?.decision : undefined;
  const { threshold, costs } = looked;
  const isSaved =
    saved?.threshold === threshold &&
    saved.falsePositiveCost === costs.falsePositive &&
    saved.falseNegativeCost === costs.falseNegative;
  const save = (): void => {
    if (!mapping) return;
    edit({
      ...mapping,
      decision: { threshold, falsePositiveCost: costs.falsePositive, falseNegativeCost: costs.falseNegative },
    });
  };
  const remove = (): void => {
    if (!mapping) return;
    const { decision: _, ...asTheModelSays } = mapping;
    edit(asTheModelSays);
  };
  return (
    <div className="stack">
      <div className="threshold-buttons">
        <Button variant="default" disabled={threshold === recommended} onClick={() => looked.set(recommended)}>
          Use recommended
        </Button>
        <Button leftSection={<IconDeviceFloppy size={icon.md} />} disabled={why !== null || isSaved} onClick={save}>
          Save threshold
        </Button>
        {saved && (
          <Button variant="subtle" onClick={remove}>
            Decide as the model says
          </Button>
        )}
      </div>
      {why !== null ? (
        <Message tone="info">{why}</Message>
      ) : saved?.threshold !== record.plan.threshold ? (
        <Message tone="info" role="status">
          {saved ? `Saved with the project: ${thresholdText(saved.threshold)}.` : 'The project decides as the model says.'} This
          run stays as it was made.{' '}
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlayerPlay size={icon.sm} />}
            disabled={!run.canRun}
            title={run.reason}
            onClick={run.start}
          >
            {saved ? 'Run again with it' : 'Run again'}
          </Button>
        </Message>
      ) : (
        saved && (
          <p className="soft small" style={{ margin: 0 }} role="status">
            This run was made with the saved threshold. The bundle of it decides by that too.
          </p>
        )
      )}
    </div>
  );
}
