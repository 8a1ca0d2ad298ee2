import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import type { WorkbenchContract } from '../../../app/api/contract';
import type { Client } from '../../../app/api/procedure';
import type { Host } from '../host/host';
import type { Connection, ConnectionStatus } from './connection';
import type { JobsStore } from './jobsStore';

interface Workbench {
  host: Host;
  connection: Connection;
  jobs: JobsStore;
}

const WorkbenchContext = createContext<Workbench | null>(null);

export function WorkbenchProvider({ value, children }: { value: Workbench; children: ReactNode }) {
  return <WorkbenchContext value={value}>{children}</WorkbenchContext>;
}

function useWorkbench(): Workbench {
  const workbench = use(WorkbenchContext);
  if (!workbench) throw new Error('WorkbenchProvider is missing');
  return workbench;
}

export function useClient(): Client<WorkbenchContract> {
  return useWorkbench().connection.client;
}

export function useHost(): Host {
  return useWorkbench().host;
}

export function useConnectionStatus(): { status: ConnectionStatus; reconnect: () => void } {
  const { connection } = useWorkbench();
  return { status: useSyncExternalStore(connection.subscribe, connection.status), reconnect: connection.reconnect };
}

export function useJobsStore(): JobsStore {
  return useWorkbench().jobs;
}
