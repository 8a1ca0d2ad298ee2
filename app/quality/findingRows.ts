import { join } from 'node:path';
import type { PageRequest, RowPage } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import type { SqlOptions } from '../data/duckdb.ts';
import { pageKeptRows, pageRejected, pageRows } from '../data/pageRows.ts';
import { qualityFolder, type StoredQuality } from './storedQuality.ts';

/**
 * A page of the rows behind a finding: by its filters, or by the numbers that were kept, in their order.
 * @throws NOT_FOUND for a finding that the last result does not have, or one that is not about rows
 */
export async function findingRows(
  about: { projectDir: string; card: DatasetCard; checks: StoredQuality['checks']; rowsFile: string },
  findingId: string,
  page: PageRequest,
  options: SqlOptions,
): Promise<RowPage> {
  const { projectDir, card, checks, rowsFile } = about;
  const measure = checks
    .flatMap(({ id, measures }) => measures.map((one) => ({ id: `${id}:${one.key}`, rows: one.rows })))
    .find(({ id }) => id === findingId);
  switch (measure?.rows.kind) {
    case 'filters':
      return pageRows(card, { ...page, filters: [...measure.rows.filters, ...page.filters] }, options);
    case 'stored':
      return pageKeptRows(card, { path: join(qualityFolder(projectDir), rowsFile), finding: findingId }, page, options);
    case 'rejected':
      return pageRejected(card, page, options);
    case 'none':
    case undefined:
      throw new AppError('NOT_FOUND', 'There are no rows to show for this finding.', {
        hint: measure
          ? 'It is about a column as a whole.'
          : 'The data were checked again meanwhile: take the finding from the new result.',
      });
  }
}
