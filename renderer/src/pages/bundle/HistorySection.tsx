import { Button, Checkbox } from '@mantine/core';
import { IconDownload, IconFileZip, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeptBundle } from '../../../../app/api/schemas/bundles';
import { useClient, useHost } from '../../api/workbench';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { bytes, counted, shortHash } from '../../format/numbers';
import { moment } from '../../format/times';
import { baseName } from '../../host/host';
import { notifyError } from '../../state/notices';
import { useKeptBundles } from '../../state/useBundles';
import { BundleComparison } from './BundleComparison';
import { BundleFiles } from './BundleFiles';
import { icon } from '../../theme/tokens';

/** Every bundle of the project: looked into, verified, saved elsewhere, two of them compared. */
export function HistorySection({ project }: { project: string }) {
  const bundles = useKeptBundles(project);
  const [marked, setMarked] = useState<string[]>([]);
  const [opened, setOpened] = useState<string | null>(null);
  if (bundles.isError) return <ErrorNotice error={bundles.error} retry={() => void bundles.refetch()} />;
  if (bundles.isPending) return <PageLoading what="Looking for bundles" />;
  if (bundles.data.length === 0) {
    return (
      <EmptyState icon={IconFileZip} title="No bundle yet">
        What is exported into the folder of the project is kept here, to be compared, verified and saved again.
      </EmptyState>
    );
  }
  const compared = marked.filter((path) => bundles.data.some((bundle) => bundle.path === path));
  const at = (path: string): string => bundles.data.find((bundle) => bundle.path === path)?.at ?? '';
  const shown = bundles.data.find(({ path }) => path === opened);
  // The older one first, whichever was marked first.
  const [first, second] = [...compared].sort((a, b) => at(a).localeCompare(at(b)));
  const mark = (path: string, isMarked: boolean): void =>
    setMarked(isMarked ? [...compared.slice(-1), path] : compared.filter((other) => other !== path));
  return (
    <div className="stack">
      <Panel title="Bundles of this project" note={`${counted(bundles.data.length, 'bundle')}; mark two to compare them`} flush>
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Bundles of this project">
          <table className="plain">
            <thead>
              <tr>
                <th>
                  <span className="visually-hidden">Compare</span>
                </th>
                <th>Bundle</th>
                <th>Exported</th>
                <th>Model</th>
                <th>Ways to deploy</th>
                <th className="num">Size</th>
                <th>
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {bundles.data.map((bundle) => (
                <BundleRow
                  key={bundle.path}
                  bundle={bundle}
                  isMarked={compared.includes(bundle.path)}
                  isOpen={bundle.path === opened}
                  onMark={mark}
                  onOpen={() => setOpened(bundle.path === opened ? null : bundle.path)}
                />
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      {compared.length === 2 && <BundleComparison a={first!} b={second!} />}
      {shown && (
        <Panel title={`Inside ${baseName(shown.path)}`}>
          <BundleFiles key={shown.path} path={shown.path} version={shown.at} />
        </Panel>
      )}
    </div>
  );
}

interface BundleRowProps {
  bundle: KeptBundle;
  isMarked: boolean;
  isOpen: boolean;
  onMark: (path: string, isMarked: boolean) => void;
  onOpen: () => void;
}

function BundleRow({ bundle, isMarked, isOpen, onMark, onOpen }: BundleRowProps) {
  const client = useClient();
  const host = useHost();
  const { path, at, manifest, signed } = bundle;
  const name = baseName(path);
  return (
    <tr className={isOpen ? 'is-chosen' : undefined}>
      <td>
        <Checkbox
          size="xs"
          aria-label={`Compare ${name}`}
          checked={isMarked}
          disabled={manifest === null}
          onChange={(event) => onMark(path, event.currentTarget.checked)}
        />
      </td>
      <td>
        <button type="button" className="linkbutton" aria-expanded={isOpen} onClick={onOpen}>
          {manifest?.name ?? name}
        </button>{' '}
        {signed && <span className="chip">signed</span>}
        <div className="soft small">{name}</div>
      </td>
      <td className="nowrap">{moment(at)}</td>
      <td className="mono">{manifest ? shortHash(manifest.model.sha256) : 'not a bundle that can be read'}</td>
      <td>{manifest?.targets.join(', ') ?? ''}</td>
      <td className="num">{bytes(bundle.bytes)}</td>
      <td className="nowrap">
        <Button
          size="compact-xs"
          variant="light"
          leftSection={<IconShieldCheck size={icon.sm} />}
          onClick={() => void client['bundles.verify']({ path }).catch(notifyError)}
          aria-label={`Verify ${name}`}
        >
          Verify
        </Button>{' '}
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={icon.sm} />}
          onClick={() => void host.saveCopy(path).catch(notifyError)}
          aria-label={`Save a copy of ${name}`}
        >
          Save
        </Button>
      </td>
    </tr>
  );
}
