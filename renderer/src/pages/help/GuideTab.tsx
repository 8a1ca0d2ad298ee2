import { ActionIcon, CloseButton, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { sections } from 'virtual:guide';
import { counted } from '../../format/numbers';
import { goTo } from '../../state/navigation';
import { findText, markFound } from './findText';
import { icon } from '../../theme/tokens';

const elementId = (id: string): string => `guide-${id}`;

/** The user guide, with its chapters at the side and a search that marks what it finds. */
export function GuideTab({ section }: { section: string }) {
  const text = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<Range[]>([]);
  const [at, setAt] = useState(0);
  const current = found.length === 0 ? -1 : at % found.length;

  useLayoutEffect(() => {
    if (section !== '') document.getElementById(elementId(section))?.scrollIntoView({ block: 'start' });
  }, [section]);
  useEffect(() => markFound(found, current), [found, current]);

  const look = (wanted: string): void => {
    setSearch(wanted);
    const next = text.current ? findText(text.current, wanted) : [];
    setFound(next);
    setAt(0);
    next[0]?.startContainer.parentElement?.scrollIntoView({ block: 'center' });
  };
  const step = (by: number): void => {
    if (found.length === 0) return;
    const next = (current + by + found.length) % found.length;
    setAt(next);
    found[next]?.startContainer.parentElement?.scrollIntoView({ block: 'center' });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && search !== '') look('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Links between chapters stay in the page; the address keeps the project. */
  const follow = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[data-section]') : null;
    if (!link) return;
    event.preventDefault();
    open(link.dataset['section'] ?? '');
  };
  const open = (id: string): void => {
    if (id === section) document.getElementById(elementId(id))?.scrollIntoView({ block: 'start' });
    else goTo({ page: 'help', at: `guide/${id}` });
  };

  return (
    <div className="guide">
      <nav className="guide-contents" aria-label="Contents of the guide">
        <TextInput
          type="search"
          aria-label="Search the guide"
          placeholder="Search the guide"
          leftSection={<IconSearch size={icon.sm} aria-hidden />}
          rightSection={search !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={() => look('')} />}
          value={search}
          onChange={(event) => look(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <div className="guide-found">
          <span role="status" className="soft small">
            {search.trim() === ''
              ? ''
              : found.length === 0
                ? 'Not found'
                : `${String(current + 1)} of ${counted(found.length, 'place')}`}
          </span>
          {found.length > 0 && (
            <>
              <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" aria-label="Place before" onClick={() => step(-1)}>
                <IconChevronUp size={icon.md} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" aria-label="Next place" onClick={() => step(1)}>
                <IconChevronDown size={icon.md} />
              </ActionIcon>
            </>
          )}
        </div>
        <ul>
          {sections.map(({ id, title, level }) => (
            <li key={id} className={level === 3 ? 'is-part' : undefined}>
              <button
                type="button"
                className="linkbutton"
                aria-current={id === section ? 'true' : undefined}
                onClick={() => open(id)}
              >
                {title}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {/* The text was made from our own documents when the window was built: nothing of a person's is in it. */}
      <article className="guide-text panel" ref={text} onClick={follow}>
        {sections.map(({ id, title, level, html }) => (
          <section key={id} id={elementId(id)} aria-labelledby={`${elementId(id)}-title`}>
            {level === 2 ? <h2 id={`${elementId(id)}-title`}>{title}</h2> : <h3 id={`${elementId(id)}-title`}>{title}</h3>}
            <div dangerouslySetInnerHTML={{ __html: html }} />
          </section>
        ))}
      </article>
    </div>
  );
}
