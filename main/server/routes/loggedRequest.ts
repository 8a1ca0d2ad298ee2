import type { AnsweredRequest } from '../predictionLog/loggedRows.ts';

export function loggedRequest(of: { id: string; rowCount: number; bytes: number; startedAt: number }): AnsweredRequest {
  const { id, rowCount, bytes, startedAt } = of;
  return { requestId: id, rowCount, bytes, at: new Date(), latencyMs: Math.round((performance.now() - startedAt) * 100) / 100 };
}
