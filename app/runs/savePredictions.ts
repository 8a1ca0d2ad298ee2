// Staged rows -> predictions.parquet, written whole or not at all.
import { replaceFile } from '../storage/atomicWrite.ts';
import type { PredictionSource } from './predictionBlock.ts';
import { PredictionFile, type PredictionFileRequest } from './predictionFile.ts';

export interface SavePredictions extends PredictionFileRequest {
  path: string;
  source: PredictionSource;
}

export async function savePredictions(request: SavePredictions): Promise<void> {
  await replaceFile(request.path, async (temporary) => {
    const file = await PredictionFile.create(temporary, request);
    try {
      for await (const block of request.source()) await file.add(block);
    } catch (error) {
      await file.discard();
      throw error;
    }
    await file.finish();
  });
}
