import { percent } from '../../../format/numbers';

/** How sure a suggestion is, as a short bar with the figure in words for those who cannot see it. */
export function Confidence({ value }: { value: number }) {
  const words = `${percent(value, 0)} sure`;
  return (
    <span className="confidence" role="img" aria-label={words} title={words}>
      <span style={{ width: `${Math.round(value * 100)}%` }} />
    </span>
  );
}
