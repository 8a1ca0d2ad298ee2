import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { counted } from '../format/numbers';
import { KeyCaps } from './keys';
import { usePaletteEntries, type PaletteEntry } from './usePaletteEntries';
import { icon } from '../theme/tokens';

/** Everything that can be done, and the places one can go to, found by typing. */
export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    // It is there at once, with the focus in its field: what is typed right after the keys must not be lost.
    <Modal.Root opened={opened} onClose={onClose} size="var(--width-40)" yOffset="12vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Command palette">
        <div className="palette">
          <Search onClose={onClose} />
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const base = useId();
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const entries = usePaletteEntries(query, true);
  const active = Math.min(at, entries.length - 1);
  const activeId = active >= 0 ? `${base}-${active}` : undefined;
  const isSearching = query.trim() !== '';

  // Sooner than the dialog by itself, but after it has noted where the focus goes back to.
  useEffect(() => queueMicrotask(() => field.current?.focus()), []);
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  const choose = (entry: PaletteEntry | undefined): void => {
    if (!entry || entry.off !== null) return;
    onClose();
    entry.run();
  };
  const move = (step: number): void => setAt((active + step + entries.length) % Math.max(1, entries.length));
  const onKeyDown = (event: KeyboardEvent): void => {
    const isPaletteKey = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
    if (isPaletteKey) onClose();
    else if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'PageDown') setAt(Math.min(entries.length - 1, active + 8));
    else if (event.key === 'PageUp') setAt(Math.max(0, active - 8));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(entries[active]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="palette-field">
        <IconSearch size={icon.lg} aria-hidden />
        <input
          ref={field}
          data-autofocus
          role="combobox"
          aria-label="Search commands, runs, columns and projects"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${base}-list`}
          aria-activedescendant={activeId}
          placeholder="What do you want to do, or where to go?"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${base}-list`} role="listbox" aria-label="Commands and places" className="palette-list">
        {sections(entries, isSearching).map(({ heading, from, items }) => (
          <div key={heading} role="group" aria-label={heading}>
            {!isSearching && (
              <div className="palette-heading" aria-hidden>
                {heading}
              </div>
            )}
            {items.map((entry, index) => (
              <div
                key={entry.id}
                id={`${base}-${from + index}`}
                role="option"
                aria-selected={from + index === active}
                aria-disabled={entry.off !== null}
                className="palette-option"
                onMouseMove={() => setAt(from + index)}
                onClick={() => choose(entry)}
              >
                <span className="palette-title">
                  {entry.title} <span className="soft small">{entry.off ?? entry.note}</span>
                </span>
                {isSearching && <span className="soft small nowrap">{entry.group}</span>}
                {entry.keys && <KeyCaps keys={entry.keys} />}
              </div>
            ))}
          </div>
        ))}
      </div>
      <div className="palette-foot soft small" role="status">
        {entries.length === 0
          ? `Nothing is called “${query.trim()}”.`
          : isSearching
            ? counted(entries.length, 'match', 'matches')
            : '↑ ↓ to move, Enter to do it, Esc to close'}
      </div>
    </>
  );
}

interface Section {
  heading: string;
  /** Place of the first one in the whole list. */
  from: number;
  items: PaletteEntry[];
}

/** Under their headings while nothing is typed; the best first, whatever it is, afterwards. */
function sections(entries: PaletteEntry[], isSearching: boolean): Section[] {
  if (isSearching) return [{ heading: 'Best matches', from: 0, items: entries }];
  const found: Section[] = [];
  for (const [index, entry] of entries.entries()) {
    const last = found.at(-1);
    if (last?.heading === entry.group) last.items.push(entry);
    else found.push({ heading: entry.group, from: index, items: [entry] });
  }
  return found;
}
