import type { LoadSettings } from '../../../../../app/api/schemas/load';

/** What is set in the form. */
export interface ScaleDraft {
  target: string;
  ratePerSecond: number | null;
  p99Ms: number;
  rowsPerRequest: number;
  tensors: boolean;
  tune: boolean;
  quick: boolean;
}

const isAddress = (target: string): boolean => /^https?:\/\//i.test(target.trim());

/** Of a server that runs elsewhere neither the settings nor the tensors are known. */
export function settingsOf(draft: ScaleDraft): Partial<LoadSettings> {
  const own = !isAddress(draft.target);
  return {
    ...(draft.ratePerSecond !== null && { ratePerSecond: draft.ratePerSecond }),
    p99Ms: draft.p99Ms,
    rowsPerRequest: draft.rowsPerRequest,
    tensors: draft.tensors && own,
    tune: draft.tune && own,
    quick: draft.quick,
  };
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same test from a terminal. */
export function loadCommand(draft: ScaleDraft, project: string): string {
  const { ratePerSecond, p99Ms, rowsPerRequest, tensors, tune, quick } = settingsOf(draft);
  return [
    'npx --no-install drydock loadtest',
    quoted(draft.target.trim()),
    ...(ratePerSecond === undefined ? [] : [`--rate ${ratePerSecond}`]),
    `--p99 ${p99Ms ?? ''}`,
    ...(rowsPerRequest === 1 ? [] : [`--rows-per-request ${rowsPerRequest ?? ''}`]),
    ...(tensors ? ['--tensors'] : []),
    ...(tune ? ['--tune'] : []),
    ...(quick ? ['--quick'] : []),
    `--project ${quoted(project)}`,
  ].join(' ');
}
