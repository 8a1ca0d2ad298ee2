import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { BundleDifference, BundleFile, KeptBundle, RuntimeOffer, TargetInfo } from '../../../app/api/schemas/bundles';
import type { ReadinessReport } from '../../../app/api/schemas/readiness';
import { useClient, useJobsStore } from '../api/workbench';
import { notifyError } from './notices';

const bundlesKey = (project: string): string[] => ['bundles', project];
const readinessKey = (project: string, runId: string): string[] => ['readiness', project, runId];

/** Ways to deploy a bundle that files can be written for. */
export function useTargets(): UseQueryResult<TargetInfo[]> {
  const client = useClient();
  return useQuery({
    queryKey: ['targets'],
    queryFn: ({ signal }) => client['bundles.targets']({}, { signal }),
    staleTime: Infinity,
  });
}

/** Platforms whose libraries of the runtime a bundle can carry. */
export function useRuntimeOffers(): UseQueryResult<RuntimeOffer[]> {
  const client = useClient();
  return useQuery({
    queryKey: ['runtimes'],
    queryFn: ({ signal }) => client['bundles.runtimes']({}, { signal }),
    staleTime: Infinity,
  });
}

/** Bundles in the folder of the project, read whenever they are shown and after each export meanwhile. */
export function useKeptBundles(project: string): UseQueryResult<KeptBundle[]> {
  const client = useClient();
  const queries = useQueryClient();
  const jobs = useJobsStore();
  useEffect(
    () =>
      jobs.onEnd(({ kind }) => {
        if (kind === 'bundle' || kind === 'sign') void queries.invalidateQueries({ queryKey: bundlesKey(project) });
      }),
    [jobs, queries, project],
  );
  return useQuery({
    queryKey: bundlesKey(project),
    queryFn: ({ signal }) => client['bundles.list']({ project }, { signal }),
    refetchOnMount: 'always',
  });
}

/** The files of an archive. `key` tells archives of the same path apart: a draft is replaced by the next one. */
export function useBundleEntries(path: string, key: string): UseQueryResult<{ path: string; bytes: number }[]> {
  const client = useClient();
  return useQuery({
    queryKey: ['bundle entries', path, key],
    queryFn: ({ signal }) => client['bundles.entries']({ path }, { signal }),
  });
}

export function useBundleFile(path: string, key: string, name: string | null): UseQueryResult<BundleFile> {
  const client = useClient();
  return useQuery({
    queryKey: ['bundle file', path, key, name],
    queryFn: ({ signal }) => client['bundles.file']({ path, name: name ?? '' }, { signal }),
    enabled: name !== null,
  });
}

export function useBundleDifference(a: string, b: string): UseQueryResult<BundleDifference> {
  const client = useClient();
  return useQuery({
    queryKey: ['bundle difference', a, b],
    queryFn: ({ signal }) => client['bundles.compare']({ a, b }, { signal }),
    gcTime: 0,
  });
}

/** The score of a run. Checks, stress, drift and the rest change it, so it is read whenever it is shown. */
export function useReadiness(project: string, runId: string): UseQueryResult<ReadinessReport> {
  const client = useClient();
  return useQuery({
    queryKey: readinessKey(project, runId),
    queryFn: ({ signal }) => client['readiness.read']({ project, runId }, { signal }),
    refetchOnMount: 'always',
  });
}

/** Says something about a test, or takes it back with null. */
export function useStateReadiness(
  project: string,
  runId: string,
): UseMutationResult<ReadinessReport, unknown, { test: string; text: string | null }> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ test, text }) => client['readiness.state']({ project, runId, test, text }),
    onSuccess: (report) => queries.setQueryData(readinessKey(project, runId), report),
    onError: notifyError,
  });
}
