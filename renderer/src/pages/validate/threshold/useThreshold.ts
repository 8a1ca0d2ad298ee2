import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { whyNoThreshold } from '../../../../../app/api/decision';
import type { RunRecord, RunReport, ThresholdTable } from '../../../../../app/api/schemas/runs';
import { useClient } from '../../../api/workbench';
import { useOpenProject } from '../../../state/project';
import { useUndoable } from '../../../state/useUndoable';
import type { Costs } from './thresholdFigures';

/** The threshold that is looked at on a page: slider, curves, matrix and chart all show this one. */
export interface LookedAt {
  threshold: number;
  /** The same a little later, for drawings that cannot keep up with a drag. */
  drawn: number;
  costs: Costs;
  /** While a drag is under way; nothing is remembered yet. */
  drag: (threshold: number) => void;
  set: (threshold: number) => void;
  setCosts: (costs: Costs) => void;
}

/** Threshold and costs of the run's page, kept for as long as the window is open; each change can be undone. */
export function useLookedAt(record: RunRecord): LookedAt {
  const { mapping } = useOpenProject();
  const before = record.mapping.decision ?? mapping?.decision;
  const [initial] = useState({
    threshold: record.plan.threshold ?? 0.5,
    falsePositive: before?.falsePositiveCost ?? 1,
    falseNegative: before?.falseNegativeCost ?? 1,
  });
  const [kept, keep] = useUndoable(`threshold ${record.id}`, initial);
  const [dragged, setDragged] = useState<number | null>(null);
  const threshold = dragged ?? kept.threshold;
  const drawn = useDeferredValue(threshold);
  // What stays the same while a drag goes on is the same object: the drawings then need not be made anew.
  const steady = useMemo(
    () => ({
      costs: { falsePositive: kept.falsePositive, falseNegative: kept.falseNegative },
      drag: setDragged,
      set(next: number) {
        setDragged(null);
        if (next !== kept.threshold) keep({ ...kept, threshold: next }, 'threshold looked at', { isDrag: true });
      },
      setCosts: (costs: Costs) => keep({ ...kept, ...costs }, 'cost of a wrong row'),
    }),
    [kept, keep],
  );
  return { threshold, drawn, ...steady };
}

/** Why a run has no thresholds to look at, as a sentence; null when it has. */
export function whyNoThresholds(record: RunRecord, report: RunReport): string | null {
  const why = whyNoThreshold(record.plan.reading);
  if (why !== null) return `There is no threshold to set: ${why}.`;
  return report.labelled > 0 ? null : 'Without labels there is nothing to choose a threshold by.';
}

/** What every threshold would have given on this run: asked for once. */
export function useThresholdTable(record: RunRecord, isAsked: boolean): UseQueryResult<ThresholdTable> {
  const client = useClient();
  const { project } = useOpenProject();
  return useQuery({
    queryKey: ['run', project, record.id, 'thresholds'],
    queryFn: ({ signal }) => client['runs.thresholds']({ project, runId: record.id }, { signal }),
    enabled: isAsked,
    staleTime: Infinity,
  });
}
