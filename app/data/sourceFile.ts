import type { DataFileKind } from './identifyDataFile.ts';

/** One input file of a dataset, looked at but not read yet. */
export interface SourceFile {
  path: string;
  /** Unique among the files of the dataset. */
  shownName: string;
  kind: DataFileKind;
  sha256: string;
  sizeBytes: number;
}
