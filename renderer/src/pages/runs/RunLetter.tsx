import { runLetter } from './runList';

/** A compared run by its letter: A is the one that the others are compared with. */
export function RunLetter({ index, name, isBaseline }: { index: number; name: string; isBaseline: boolean }) {
  return (
    <span className="run-letter-line">
      <span className={`run-letter${index === 0 ? ' is-reference' : ''}`}>{runLetter(index)}</span>
      <span>{name}</span>
      {isBaseline ? <span className="chip chip-accent">baseline</span> : index === 0 && <span className="chip">reference</span>}
    </span>
  );
}
