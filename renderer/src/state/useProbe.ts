// What the probing of rows rests on: another model, other data, another mapping, and earlier answers hold no more.
import { useOpenProject, useProject } from './project';

/** Begins the key of every query about rows and the model. */
export function useProbeKey(): readonly unknown[] {
  const { project, model, data, mapping, settings } = useOpenProject();
  return ['probe', project, model?.sha256, data?.sha256, mapping, settings.provider, settings.threads];
}

/**
 * Whether rows can be asked about: there is a model whose mapping is complete. `sha256` is that of the data that the row
 * numbers belong to, which must be those of the project; left out = they are.
 */
export function useCanProbe(sha256?: string): boolean {
  const project = useProject();
  const { data, model, check } = project ?? {};
  return Boolean(model && data && check?.ready && (sha256 === undefined || sha256 === data.sha256));
}
