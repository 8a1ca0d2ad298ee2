import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { bytes, counted } from '../../format/numbers';
import { useBundleDifference } from '../../state/useBundles';

const words = { added: 'only in the newer', removed: 'only in the older', changed: 'differs' } as const;

/** What tells two bundles apart: what their manifests say, and every file that is not the same. */
export function BundleComparison({ a, b }: { a: string; b: string }) {
  const difference = useBundleDifference(a, b);
  if (difference.isError) return <ErrorNotice error={difference.error} retry={() => void difference.refetch()} />;
  if (difference.isPending) return <PageLoading what="Comparing the bundles" />;
  const { facts, files, same } = difference.data;
  const size = (value: number | null): string => (value === null ? '' : bytes(value));
  return (
    <Panel title="What differs" note={`${counted(files.length, 'file')} differ, ${counted(same, 'file')} are the same`} flush>
      {facts.length === 0 && files.length === 0 ? (
        <p className="panel-body" style={{ margin: 0 }}>
          Nothing: every file is the same.
        </p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="What differs between the bundles">
          <table className="plain">
            <thead>
              <tr>
                <th>What</th>
                <th>Older</th>
                <th>Newer</th>
              </tr>
            </thead>
            <tbody>
              {facts.map((fact) => (
                <tr key={fact.name}>
                  <td>{fact.name}</td>
                  <td className="wrap-anywhere">{fact.a}</td>
                  <td className="wrap-anywhere">{fact.b}</td>
                </tr>
              ))}
              {files.map(({ path, change, bytesA, bytesB }) => (
                <tr key={path}>
                  <td>
                    <span className="mono">{path}</span> <span className="soft small">{words[change]}</span>
                  </td>
                  <td>{size(bytesA)}</td>
                  <td>{size(bytesB)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
