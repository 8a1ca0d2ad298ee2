import { useEffect, useState } from 'react';

/** Gets how many turns there have been. */
type Begin = (turn: number) => void;

interface Turn {
  number: number;
  begin: Begin;
}

/** Longest wait for a frame, in milliseconds: a page that nobody looks at has none. */
const longestFrame = 100;
const waiting: Turn[] = [];
let current: Turn | null = null;
let isUnderWay = false;

function join(turn: Turn): void {
  // What has begun is finished before the next begins.
  if (turn.number > 1) waiting.unshift(turn);
  else waiting.push(turn);
  if (isUnderWay) return;
  isUnderWay = true;
  afterFrame(next);
}

function next(): void {
  current = waiting.shift() ?? null;
  isUnderWay = current !== null;
  current?.begin(current.number);
}

function leave(turn: Turn): void {
  const at = waiting.indexOf(turn);
  if (at >= 0) waiting.splice(at, 1);
  if (turn !== current) return;
  current = null;
  afterFrame(next);
}

/** In a task of its own, once the screen shows what there is so far: what a person does meanwhile is answered first. */
function afterFrame(then: () => void): void {
  const late = setTimeout(() => {
    cancelAnimationFrame(frame);
    then();
  }, longestFrame);
  const frame = requestAnimationFrame(() => {
    clearTimeout(late);
    setTimeout(then, 0);
  });
}

/**
 * How many of its turns it has had: none at first, then one after the other until all. Whoever draws in turns is never part of one
 * long task: of all that wait only one has its turn, and it lasts until the frame after it.
 */
export function useTurns(all: number): number {
  const [had, setHad] = useState(0);
  useEffect(() => {
    if (had === all) return undefined;
    const turn = { number: had + 1, begin: setHad };
    join(turn);
    // Drawn by now, or gone before that.
    return () => leave(turn);
  }, [had, all]);
  return had;
}

/** Resolves once nobody waits for a turn: every chart of the page is drawn. */
export async function turnsAreOver(): Promise<void> {
  while (isUnderWay) await new Promise<void>(afterFrame);
}
