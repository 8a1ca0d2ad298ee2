import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { FormNote } from '../api/schemas/forms.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import type { RunRecord, RunReport } from '../api/schemas/runs.ts';

/** Everything a bundle is made of. The same sources give the same bytes: no clock, no machine, no order of a folder. */
export interface BundleSources {
  /** Model name in the server's paths, image and file names. */
  name: string;
  record: RunRecord;
  report: RunReport;
  model: ModelCard;
  /** The file as it was run (repaired where it had to be). External data lie beside it or beside `model.path`. */
  runPath: string;
  data: DatasetCard;
  /** predictions.parquet of the run. */
  predictions: string;
  /** Where the run validated another form of a model: of which, and how the two differ. */
  form?: FormNote | undefined;
}

/** A bundle name from any text: what fits URLs, image names and file names alike. */
export function bundleName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\.onnx$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return plain || 'model';
}
