import { useQuery } from '@tanstack/react-query';
import type { ModelCard } from '../../../../app/api/schemas/models';
import { AppError } from '../../../../app/base/errors';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';

/** Larger ones are opened by the run alone: it takes their memory. */
const mostBytes = 500_000_000;

/** Says so when no execution provider of this machine can open the model, before a run is begun. */
export function OpensHere({ project, model }: { project: string; model: ModelCard }) {
  const client = useClient();
  const tried = useQuery({
    queryKey: ['providers', project, model.sha256],
    queryFn: ({ signal }) => client['app.providers']({ project }, { signal }),
    staleTime: Infinity,
    enabled: model.sizeBytes < mostBytes,
  });
  const statuses = tried.data ?? [];
  if (statuses.length === 0 || statuses.some(({ available }) => available)) return null;
  const reason = statuses.find(({ name }) => name === 'cpu')?.reason ?? statuses[0]?.reason ?? '';
  return (
    <ErrorNotice
      error={new AppError('MODEL_UNSUPPORTED', 'This model cannot be run here.', { hint: reason, where: { file: model.path } })}
    />
  );
}
