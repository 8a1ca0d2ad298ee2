import { useState, type SyntheticEvent } from 'react';
import { useTimeCursor } from '../../../state/timeCursor';
import { cellAt, type CellPlace } from './useStripKeys';

interface ToldCell {
  /** The cell under the pointer or the focus, which the line below the map tells of. */
  told: CellPlace | null;
  /** The window that any chart of the page points at. */
  pointed: number | null;
  /** For the element that holds the cells. */
  hearing: {
    onMouseOver: (event: SyntheticEvent) => void;
    onMouseLeave: () => void;
    onFocus: (event: SyntheticEvent) => void;
    onBlur: () => void;
  };
}

/** Which cell of a map over windows is told of; its window moves the time cursor of the page. */
export function useToldCell(windows: Parameters<typeof useTimeCursor>[0]): ToldCell {
  const [told, setTold] = useState<CellPlace | null>(null);
  const { pointed, point } = useTimeCursor(windows);
  const tell = (place: CellPlace | null): void => {
    setTold(place);
    point(place?.window ?? null);
  };
  const tellOf = (event: SyntheticEvent): void => tell(cellAt(event.target));
  const tellNothing = (): void => tell(null);
  return {
    told,
    pointed,
    hearing: { onMouseOver: tellOf, onMouseLeave: tellNothing, onFocus: tellOf, onBlur: tellNothing },
  };
}
