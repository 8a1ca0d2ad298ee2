import { ActionIcon, CloseButton, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { count } from '../../../format/numbers';
import { icon } from '../../../theme/tokens';

interface GraphSearchProps {
  search: string;
  /** Which of the matches it stands on, from 0. */
  at: number;
  matches: number;
  /** Beyond the matches that can be stepped through. */
  matchCount: number;
  isPending: boolean;
  onSearch: (search: string) => void;
  onStep: (by: 1 | -1) => void;
}

/** Finds nodes by operator, name or tensor; Enter and the arrows go from one to the next. */
export function GraphSearch({ search, at, matches, matchCount, isPending, onSearch, onStep }: GraphSearchProps) {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && search !== '') onSearch('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const words = isPending ? 'Searching…' : matchCount === 0 ? 'Not found' : `${count(at + 1)} of ${count(matchCount)}`;
  return (
    <div className="graph-search">
      <TextInput
        type="search"
        aria-label="Search the graph"
        placeholder="Operator, node or tensor"
        leftSection={<IconSearch size={icon.sm} aria-hidden />}
        rightSection={search !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={() => onSearch('')} />}
        maxLength={200}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <span role="status" className="soft small nowrap">
        {search.trim() === '' ? '' : words}
      </span>
      {matches > 1 && (
        <>
          <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" aria-label="Match before" onClick={() => onStep(-1)}>
            <IconChevronUp size={icon.md} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" aria-label="Next match" onClick={() => onStep(1)}>
            <IconChevronDown size={icon.md} />
          </ActionIcon>
        </>
      )}
    </div>
  );
}
