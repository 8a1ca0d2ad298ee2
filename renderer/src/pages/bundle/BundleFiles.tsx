import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { bytes } from '../../format/numbers';
import { useBundleEntries, useBundleFile } from '../../state/useBundles';
import { fileTree } from './fileTree';

interface BundleFilesProps {
  path: string;
  /** Another one when the archive was written anew. */
  version: string;
}

/** The files of an archive as a tree, and the one that is looked at. */
export function BundleFiles({ path, version }: BundleFilesProps) {
  const entries = useBundleEntries(path, version);
  const [chosen, setChosen] = useState('README.md');
  if (entries.isError) return <ErrorNotice error={entries.error} retry={() => void entries.refetch()} />;
  if (entries.isPending) return <PageLoading what="Reading the bundle" />;
  const shown = entries.data.some((entry) => entry.path === chosen) ? chosen : (entries.data[0]?.path ?? null);
  return (
    <div className="bundle-files">
      <nav className="bundle-tree" aria-label="Files in the bundle">
        {fileTree(entries.data).map(({ folder, files }) => (
          <div key={folder}>
            {folder !== '' && <div className="bundle-folder">{folder}/</div>}
            <ul>
              {files.map((file) => (
                <li key={file.path}>
                  <button
                    type="button"
                    className="bundle-file"
                    aria-current={file.path === shown ? 'true' : undefined}
                    onClick={() => setChosen(file.path)}
                  >
                    <span className="mono">{file.name}</span>
                    <span className="soft small">{bytes(file.bytes)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <FileText path={path} version={version} name={shown} />
    </div>
  );
}

function FileText({ path, version, name }: BundleFilesProps & { name: string | null }) {
  const file = useBundleFile(path, version, name);
  if (file.isError) return <ErrorNotice error={file.error} retry={() => void file.refetch()} />;
  if (!file.data) return <PageLoading what="Reading the file" />;
  const { text, cut } = file.data;
  if (text === null) return <p className="soft bundle-text-none">{file.data.path} is not text.</p>;
  return (
    <div className="bundle-text">
      {cut && <p className="soft small">The beginning of a longer file.</p>}
      <pre tabIndex={0} role="region" aria-label={file.data.path}>
        {text}
      </pre>
    </div>
  );
}
