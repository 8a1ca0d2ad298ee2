import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { RunSort } from './runList';
import { icon } from '../../theme/tokens';

interface SortHeadProps {
  by: RunSort['by'];
  title: string;
  sort: RunSort;
  onSort: (sort: RunSort) => void;
  isNumber?: boolean;
}

/** The head of a column that sorts by it: first up for words, first down for numbers and times. */
export function SortHead({ by, title, sort, onSort, isNumber = false }: SortHeadProps) {
  const isSorted = sort.by === by;
  const startsDown = isNumber || by === 'startedAt';
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <th
      className={isNumber ? 'num th-wrap' : undefined}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="sort-head"
        onClick={() => onSort({ by, descending: isSorted ? !sort.descending : startsDown })}
      >
        {title}
        {isSorted && <Arrow size={icon.xs} aria-hidden />}
      </button>
    </th>
  );
}
