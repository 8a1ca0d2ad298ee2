interface WindowHeadsProps {
  windows: readonly { reference: boolean }[];
  labels: string[];
  /** Width of a window's cell, in pixels. */
  cell: number;
  chosen: number | null;
  /** Where the time cursor is. */
  pointed: number | null;
}

/** Of the text of a label, in pixels, each character; and around it. */
const characterWidth = 6.1;
const labelRoom = 10;

/** Names of the windows above a strip of cells; of many, as many names as there is room for. */
export function WindowHeads({ windows, labels, cell, chosen, pointed }: WindowHeadsProps) {
  const longest = Math.max(1, ...labels.map(({ length }) => length));
  const step = Math.max(1, Math.ceil((longest * characterWidth + labelRoom) / cell));
  // A name reaches over the cells that follow; the last ones have no room for it.
  const fits = (index: number): boolean => index % step === 0 && index + step <= Math.max(windows.length, 1);
  return windows.map(({ reference }, index) => (
    <th
      key={index}
      scope="col"
      title={`${labels[index] ?? ''}${reference ? ', part of the reference' : ''}`}
      className={[reference ? 'is-reference' : '', index === chosen ? 'is-chosen' : '', index === pointed ? 'is-pointed' : '']
        .join(' ')
        .trim()}
    >
      <span className="visually-hidden">
        {labels[index]}
        {reference && ', reference'}
      </span>
      {fits(index) && (
        <span className="drift-tick" aria-hidden>
          {labels[index]}
        </span>
      )}
    </th>
  ));
}
