import { counted } from '../../../format/numbers';

const namedAtOnce = 8;

/** Columns that no input takes and that have no role: not an error, but to be seen. */
export function ExtraColumns({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  const more = names.length - namedAtOnce;
  return (
    <p className="soft" style={{ margin: 0 }}>
      <span className="chip">extra</span> {counted(names.length, 'column')} {names.length === 1 ? 'feeds' : 'feed'} no input:{' '}
      {names.slice(0, namedAtOnce).join(', ')}
      {more > 0 && ` and ${String(more)} more`}.
    </p>
  );
}
