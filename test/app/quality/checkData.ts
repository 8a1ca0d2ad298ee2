import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import { QualitySettings, type QualityReport } from '../../../app/api/schemas/quality.ts';
import { qualityChecks } from '../../../app/quality/checks/registry.ts';
import { findingRows } from '../../../app/quality/findingRows.ts';
import { gradeMeasures } from '../../../app/quality/gradeMeasures.ts';
import { runChecks } from '../../../app/quality/runChecks.ts';
import type { ScoredRun } from '../../../app/quality/scoredRun.ts';
import type { StoredQuality } from '../../../app/quality/storedQuality.ts';

export interface Checked {
  report: QualityReport;
  stored: StoredQuality;
  /** Findings of one check. */
  of: (check: string) => QualityReport['findings'];
  /** 1-based numbers of the rows behind a finding, and what is said of each. */
  rows: (findingId: string) => Promise<{ numbers: number[]; notes: unknown[] }>;
}

/** Runs the checks over a dataset as a project would, in a folder that is gone afterwards. */
export async function checkData(
  card: DatasetCard,
  settings: Record<string, unknown> = {},
  about: {
    mapping?: Mapping;
    run?: ScoredRun;
    budgetMinutes?: number;
    signal?: AbortSignal;
    onPartial?: (partial: QualityReport) => void;
  } = {},
): Promise<Checked> {
  const projectDir = await mkdtemp(join(tmpdir(), 'drydock-quality-'));
  afterAll(() => rm(projectDir, { recursive: true, force: true }));
  const parsed = QualitySettings.parse(settings);
  const stored = await runChecks(
    {
      projectDir,
      card,
      mapping: about.mapping ?? null,
      settings: parsed,
      period: null,
      reference: parsed.reference.kind === 'file' ? parsed.reference : null,
      run: about.run ?? null,
      budgetMinutes: about.budgetMinutes ?? null,
      cacheDir: join(projectDir, 'cache'),
      key: '{}',
    },
    {
      signal: about.signal ?? new AbortController().signal,
      onProgress: () => undefined,
      onPartial: (partial) => about.onPartial?.(partial as QualityReport),
    },
  );
  const report = gradeMeasures(stored, qualityChecks, parsed);
  return {
    report,
    stored,
    of: (check) => report.findings.filter((finding) => finding.check === check),
    rows: async (findingId) => {
      const page = await findingRows(
        { projectDir, card, checks: stored.checks, rowsFile: stored.rowsFile },
        findingId,
        { offset: 0, limit: 100, filters: [] },
        {},
      );
      const hasNotes = page.columns.length > card.columns.length;
      return { numbers: page.rowNumbers, notes: hasNotes ? page.rows.map(([note]) => note) : [] };
    },
  };
}

/** A table as CSV. */
export function csv(names: readonly string[], rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const cell = (value: string | number | null | undefined): string => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[names, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;
}
