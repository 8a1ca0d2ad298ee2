import { Button } from '@mantine/core';
import { IconFeather } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/workbench';
import { goTo } from '../../state/navigation';
import { notifyError } from '../../state/notices';
import { icon } from '../../theme/tokens';

/** One click gives a fresh project with a model and real data in it, mapped and run. */
export function Examples() {
  const client = useClient();
  const [opening, setOpening] = useState<string | null>(null);
  const info = useQuery({ queryKey: ['info'], queryFn: ({ signal }) => client['app.info']({}, { signal }), staleTime: Infinity });
  const open = (name: string): void => {
    setOpening(name);
    client['projects.openExample']({ name, run: true })
      .then(({ project }) => goTo({ page: 'validate', project, at: 'found' }))
      .catch(notifyError)
      .finally(() => setOpening(null));
  };
  return (
    <section className="dropzone" style={{ borderStyle: 'solid', borderColor: 'var(--line)' }} aria-label="Examples">
      <IconFeather size={icon.huge} stroke={1.2} aria-hidden />
      {info.data?.examples.map(({ name, title, description }) => (
        <div key={name}>
          <h2 style={{ margin: 0 }}>{title}</h2>
          <p className="soft" style={{ margin: 'var(--space-4) auto var(--space-12)', maxWidth: 'var(--width-28)' }}>
            {description}
          </p>
          <Button variant="light" loading={opening === name} onClick={() => open(name)}>
            Try the {title.toLowerCase().replace(/\s+/g, '-')} example
          </Button>
        </div>
      ))}
      {info.isPending && <p className="soft">Looking for examples…</p>}
    </section>
  );
}
