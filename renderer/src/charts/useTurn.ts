import { useEffect, useState } from 'react';

const waiting: (() => void)[] = [];
let isUnderWay = false;

function next(): void {
  const go = waiting.shift();
  isUnderWay = go !== undefined;
  if (!go) return;
  go();
  // A task of its own: what a person does meanwhile is answered between two charts.
  setTimeout(next, 0);
}

/** False at first, true once it is this one's turn: a page of charts is drawn one after the other, never in one long task. */
export function useTurn(): boolean {
  const [isUp, setUp] = useState(false);
  useEffect(() => {
    const go = (): void => setUp(true);
    waiting.push(go);
    if (!isUnderWay) {
      isUnderWay = true;
      setTimeout(next, 0);
    }
    return () => {
      const at = waiting.indexOf(go);
      if (at >= 0) waiting.splice(at, 1);
    };
  }, []);
  return isUp;
}
