import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { icon } from '../theme/tokens';

export interface Note {
  tone: 'bad' | 'warn' | 'info';
  message: string;
  /** What to do, and where: shown on demand, or at once when it stops the work. */
  details: string[];
  /** What mends it with one click. */
  action?: { label: string; run: () => void } | undefined;
}

const icons = { bad: IconCircleX, warn: IconAlertTriangle, info: IconInfoCircle };
const firstShown = 4;

/** Messages that differ only in names and numbers say the same. */
function kindOf({ tone, message }: Note): string {
  return `${tone} ${message.replaceAll(/"[^"]*"|“[^”]*”|\d[\d.,]*/g, '…')}`;
}

/** Notes in one line each, those that say the same taken together; the details open on demand. */
export function NoteList({ label, notes }: { label: string; notes: Note[] }) {
  const groups = new Map<string, Note[]>();
  for (const note of notes) groups.set(kindOf(note), [...(groups.get(kindOf(note)) ?? []), note]);
  const all = [...groups.entries()];
  if (all.length === 0) return null;
  const shown = all.length > firstShown + 1 ? firstShown : all.length;
  return (
    <section className="notes" aria-label={label}>
      {all.slice(0, shown).map(([kind, group]) => (
        <NoteLine key={kind} group={group} />
      ))}
      {shown < all.length && (
        <details className="notes-more">
          <summary>{all.length - shown} more notes</summary>
          {all.slice(shown).map(([kind, group]) => (
            <NoteLine key={kind} group={group} />
          ))}
        </details>
      )}
    </section>
  );
}

function NoteLine({ group }: { group: Note[] }) {
  const [first] = group;
  if (!first) return null;
  const ToneIcon = icons[first.tone];
  const head = (
    <>
      <ToneIcon
        size={icon.md}
        aria-label={first.tone === 'bad' ? 'Error:' : first.tone === 'warn' ? 'Warning:' : 'Note:'}
        role="img"
      />
      <span className="note-text">{first.message}</span>
      {group.length > 1 && <span className="chip">and {group.length - 1} more like it</span>}
    </>
  );
  const { action } = first;
  const button = action && (
    <Button size="compact-xs" variant="light" onClick={action.run} style={{ alignSelf: 'flex-start' }}>
      {action.label}
    </Button>
  );
  if (group.length === 1 && !button && first.details.length === 0) {
    return <div className={`note note-${first.tone} note-head`}>{head}</div>;
  }
  return (
    <details className={`note note-${first.tone}`} open={(first.tone === 'bad' || button !== undefined) && group.length === 1}>
      <summary className="note-head">
        {head}
        <IconChevronRight className="note-chevron" size={icon.sm} aria-hidden />
      </summary>
      <div className="note-details">
        {group.slice(1).map(({ message }) => (
          <div key={message}>{message}</div>
        ))}
        {[...new Set(group.flatMap(({ details }) => details))].map((line) => (
          <div key={line} className="soft">
            {line}
          </div>
        ))}
        {button}
      </div>
    </details>
  );
}
