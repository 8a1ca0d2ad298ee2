import { useLayoutEffect, useRef } from 'react';
import { count } from '../../../format/numbers';

interface CommandOutputProps {
  label: string;
  /** The last of them. */
  lines: string[];
  /** How many there are. */
  total: number;
  /** More may come: it is read out as it does, and stays at the end for whoever has not scrolled up. */
  isLive?: boolean;
}

/** What a command says, line by line. */
export function CommandOutput({ label, lines, total, isLive = false }: CommandOutputProps) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const first = total - lines.length;
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  return (
    <div>
      {first > 0 && (
        <p className="soft small retrain-note">
          The first {count(first)} of {count(total)} lines are left out here: the file has them.
        </p>
      )}
      <div
        ref={box}
        className="retrain-output mono"
        role="log"
        aria-label={label}
        aria-live={isLive ? 'polite' : 'off'}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 4;
        }}
      >
        {lines.map((line, index) => (
          // Lines are told apart by their place in all of the output: those that stay are not read out again.
          <div key={first + index}>{line === '' ? '\u00a0' : line}</div>
        ))}
      </div>
    </div>
  );
}
