// From the steps to a deployment: how much one replica carries within the goal, and how many it takes.
import { coresAt, curvePoints, meanMsAt, predictedP99, rateWithin, replicasFor, type Measured } from '../../api/loadCurve.ts';
import { keptShare, type CapacityPlan } from '../../api/schemas/capacity.ts';
import type { LoadPlan } from '../../api/schemas/load.ts';

export interface PlanRequest {
  goal: { ratePerSecond: number | null; p99Ms: number };
  rowsPerRequest: number;
  batch: CapacityPlan['batch'];
  memoryBytes: number | null;
  at: string;
  machine: string;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/**
 * The plan, or why there is none. One replica carries the rate at which its 99th percentile crosses the goal, and never more
 * than was measured; replicas are counted with the low end of its interval. Each has the measured cores to itself: the rate
 * of several is the sum of theirs.
 */
export function planCapacity(measured: Measured, request: PlanRequest): { plan: LoadPlan } | { refusal: string } {
  const { goal } = request;
  const perReplica = rateWithin(measured, goal.p99Ms);
  if (!perReplica) {
    const slow = curvePoints(measured)[0];
    return {
      refusal: slow
        ? `At the lowest load that was measured (${slow.rate === 0 ? 'one request at a time' : `${rounded(slow.rate)} requests/s`}), 99 of 100 requests are answered within ${rounded(slow.value)} ms; replicas do not make that less than ${goal.p99Ms} ms.`
        : 'No load was answered without failures.',
    };
  }
  if (perReplica.low <= 0) {
    return {
      refusal: `It seems to carry ${rounded(perReplica.value)} requests/s within ${goal.p99Ms} ms, but by the interval of the percentile no rate is sure to; so no number of replicas follows. Repeat the test while the machine has nothing else to do, give every step more seconds, or allow more time.`,
    };
  }
  const rate = goal.ratePerSecond ?? perReplica.value;
  const counted = goal.ratePerSecond === null ? perReplica.value : perReplica.low;
  const p99 = predictedP99(measured, perReplica.value);
  return {
    plan: {
      goal: { ratePerSecond: rounded(rate), p99Ms: goal.p99Ms },
      perReplica: {
        ratePerSecond: { value: rounded(perReplica.value), low: rounded(perReplica.low), high: rounded(perReplica.high) },
        p99Ms: { value: p99 && rounded(p99.value), low: p99 && rounded(p99.low), high: p99 && rounded(p99.high) },
        meanMs: ((mean) => mean && rounded(mean))(meanMsAt(measured, keptShare * perReplica.low)),
        cores: ((cores) => cores && rounded(cores))(coresAt(measured, perReplica.value)),
        memoryBytes: request.memoryBytes,
      },
      replicas: replicasFor(rate, counted),
      batch: request.batch,
      measured: { at: request.at, machine: request.machine, rowsPerRequest: request.rowsPerRequest },
    },
  };
}
