import { Anchor } from '@mantine/core';
import type { DeployedOf } from '../../../../app/api/schemas/projects';
import { placeHash, usePlace } from '../../state/navigation';

/** "deployed bundle of Validation 2": what the project of a log is, and the way to the validation. */
export function DeployedWords({ of }: { of: DeployedOf }) {
  const { page } = usePlace();
  return (
    <span className="soft small">
      deployed bundle of{' '}
      <Anchor href={placeHash({ page, project: of.project, run: of.runId })} title={of.projectName} underline="always" inherit>
        {of.runName}
      </Anchor>
    </span>
  );
}
