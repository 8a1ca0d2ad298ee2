import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/workbench';
import { ErrorNotice } from './ErrorNotice';
import { Facts } from './Facts';
import { PathText } from './PathText';

/** What runs here, and where its log is: what a bug report wants to know. */
export function VersionFacts({ settingsPath }: { settingsPath?: string | undefined }) {
  const client = useClient();
  const info = useQuery({ queryKey: ['info'], queryFn: ({ signal }) => client['app.info']({}, { signal }), staleTime: Infinity });
  if (info.isError) return <ErrorNotice error={info.error} retry={() => void info.refetch()} />;
  const { data } = info;
  return (
    <Facts
      entries={[
        ['Drydock', data?.version],
        ['onnxruntime', data?.onnxruntime],
        ['DuckDB', data?.duckdb],
        ['Node', data?.node],
        ['System', data?.platform],
        ['Log', data?.logFile !== undefined && <PathText key="log" what="the log" path={data.logFile} canReveal />],
        ['Settings', settingsPath !== undefined && <PathText key="settings" what="the settings file" path={settingsPath} />],
      ]}
    />
  );
}
