import { Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { packages } from 'virtual:licences';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { icon } from '../../theme/tokens';

/** What others made of this program, and what they ask for it. The texts come when one is asked for. */
export function LicencesTab() {
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<string | null>(null);
  const wanted = search.trim().toLowerCase();
  const rows = packages.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted));
  return (
    <Panel
      title="Licences"
      note={`Drydock is Apache-2.0. It goes out with ${counted(packages.length, 'package')} of others; Chromium's own list comes with the desktop program.`}
      end={
        <TextInput
          type="search"
          aria-label="Search the packages"
          placeholder="Search the packages"
          leftSection={<IconSearch size={icon.sm} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      }
      flush
    >
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Packages and their licences">
        <table className="plain is-named">
          <thead>
            <tr>
              <th>Package</th>
              <th>Version</th>
              <th>Licence</th>
              <th>Text</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, version, licence, hasText }) => (
              <tr key={`${name}@${version}`}>
                <th scope="row">{name}</th>
                <td>{version}</td>
                <td>{licence}</td>
                <td>
                  {hasText ? (
                    <button
                      type="button"
                      className="linkbutton"
                      aria-label={`Read the licence of ${name} ${version}`}
                      onClick={() => setShown(`${name}@${version}`)}
                    >
                      Read
                    </button>
                  ) : (
                    <span className="soft">the package brings none</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p className="soft help-foot">No package is called that.</p>}
      <Modal
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={shown?.replace(/@([^@]*)$/, ' $1')}
        size="xl"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {shown !== null && <LicenceText of={shown} />}
      </Modal>
    </Panel>
  );
}

function LicenceText({ of }: { of: string }) {
  const texts = useQuery({
    queryKey: ['licences'],
    queryFn: async () => (await import('virtual:licence-texts')).texts,
    staleTime: Infinity,
  });
  if (texts.isPending) return <PageLoading what="Reading the texts" />;
  if (texts.isError) return <ErrorNotice error={texts.error} retry={() => void texts.refetch()} />;
  return (
    <pre className="licence-text" tabIndex={0}>
      {texts.data.get(of)}
    </pre>
  );
}
