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
