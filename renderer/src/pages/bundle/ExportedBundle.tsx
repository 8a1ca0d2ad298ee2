import { Button } from '@mantine/core';
import { IconDownload, IconFolderSearch } from '@tabler/icons-react';
import type { BundleResult, TargetInfo } from '../../../../app/api/schemas/bundles';
import { useHost } from '../../api/workbench';
import { Facts } from '../../components/Facts';
import { HashText } from '../../components/HashText';
import { bytes, counted } from '../../format/numbers';
import { notifyError } from '../../state/notices';
import { BundleFiles } from './BundleFiles';
import { CopyLine } from './CopyLine';
import { FindingList } from './FindingList';
import { icon } from '../../theme/tokens';

/** As a POSIX shell takes it. */
function quoted(path: string): string {
  return /^[\w./:-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** What was written, what to know about it, and what to do with it next. */
export function ExportedBundle({ bundle, targets }: { bundle: BundleResult; targets: TargetInfo[] }) {
  const host = useHost();
  const { path, sha256, files, findings } = bundle;
  const size = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <div className="stack" style={{ marginTop: 'var(--space-14)' }}>
      <Facts
        entries={[
          [
            'Bundle',
            <span key="path" className="mono">
              {path}
            </span>,
          ],
          ['sha256', <HashText key="hash" sha256={sha256} />],
          ['Inside', `${counted(files.length, 'file')}, ${bytes(size)} unpacked`],
        ]}
      />
      <div style={{ display: 'flex', gap: 'var(--space-8)', flexWrap: 'wrap' }}>
        <Button
          variant="default"
          leftSection={<IconDownload size={icon.md} />}
          onClick={() => void host.saveCopy(path).catch(notifyError)}
        >
          {host.kind === 'desktop' ? 'Save a copy' : 'Download'}
        </Button>
        {host.reveal && (
          <Button
            variant="default"
            leftSection={<IconFolderSearch size={icon.md} />}
            onClick={() => void host.reveal?.(path).catch(notifyError)}
          >
            Show in folder
          </Button>
        )}
      </div>
      <FindingList findings={findings} targets={targets} />
      <div>
        <CopyLine what="Prove it" line={`npx --no-install drydock verify ${quoted(path)}`} />
        <CopyLine what="Sign it" line={`npx --no-install drydock sign ${quoted(path)} --key key.pem`} />
        <CopyLine what="Measure what it carries" line={`npx --no-install drydock loadtest ${quoted(path)}`} />
      </div>
      <details>
        <summary>Files in the bundle</summary>
        <BundleFiles path={path} version={sha256} />
      </details>
    </div>
  );
}
