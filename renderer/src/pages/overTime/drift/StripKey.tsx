/** What the cells of the strip mean. */
export function StripKey({ hasReference }: { hasReference: boolean }) {
  return (
    <div className="chart-key">
      <span>
        <span className="drift-mark drift-mark-none drift-mark-inline" aria-hidden />
        no drift
      </span>
      <span>
        <span className="drift-mark drift-mark-possible drift-mark-inline" aria-hidden />
        possible drift
      </span>
      <span>
        <span className="drift-mark drift-mark-drift drift-mark-inline" aria-hidden />
        drift: the farther past the limit, the darker
      </span>
      <span>
        <span className="drift-gap drift-mark-inline" aria-hidden />
        nothing to compare
      </span>
      {hasReference && (
        <span>
          <span className="drift-swatch-reference" aria-hidden />
          reference
        </span>
      )}
    </div>
  );
}
