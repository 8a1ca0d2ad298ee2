import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { nodeKey } from './boxes';
import { GraphDrawing } from './GraphDrawing';
import { isDirection, nextBox } from './nextBox';
import type { Drawing } from './useLayout';
import { centred, fitted, opening, revealed, zoomed, type Size, type View } from './viewport';
import { icon } from '../../../theme/tokens';

interface GraphCanvasProps {
  drawing: Drawing;
  summary: string;
  found: ReadonlySet<number>;
  target: number | null;
  selected: number | null;
  onSelect: (id: number) => void;
}

const stepPx = 60;
const zoomStep = 1.3;
/** A hand that trembles is still a click. */
const dragFromPx = 4;

/** Where a reader begins: the first input, else the first node. */
function startOf({ boxes, layout }: Drawing): { x: number; y: number } {
  const first = boxes.find(({ key }) => key.startsWith('in:')) ?? boxes[0];
  return layout.places.get(first?.key ?? '') ?? { x: 0, y: 0 };
}

/** The drawing in its frame: drag, wheel, buttons and keys move it. */
export function GraphCanvas({ drawing, summary, found, target, selected, onSelect }: GraphCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const scene = useRef<SVGGElement>(null);
  const view = useRef<View>({ x: 0, y: 0, k: 1 });
  const [reachable, setReachable] = useState<string | null>(null);
  const drag = useRef<{ x: number; y: number; isMoving: boolean } | null>(null);
  const { layout, boxes } = drawing;

  /** Past React: moving the drawing draws nothing anew, however many nodes there are. */
  const move = useCallback((change: (before: View) => View): void => {
    const { x, y, k } = (view.current = change(view.current));
    scene.current?.setAttribute('transform', `translate(${x},${y}) scale(${k})`);
  }, []);
  const sizeOf = (): Size => ({ width: frame.current?.clientWidth ?? 1, height: frame.current?.clientHeight ?? 1 });
  const zoomBy = (factor: number): void => {
    const { width, height } = sizeOf();
    move((before) => zoomed(before, factor, { x: width / 2, y: height / 2 }));
  };

  // Whatever is drawn anew is shown from its beginning, unless something in it is looked for.
  const wanted = selected ?? target;
  useLayoutEffect(() => {
    const place = wanted === null ? undefined : layout.places.get(nodeKey(wanted));
    move((before) => (place ? centred(before, place, sizeOf()) : opening(layout, sizeOf(), startOf(drawing))));
    // A node that is merely clicked stays where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [layout]);
  useEffect(() => {
    const place = target === null ? undefined : layout.places.get(nodeKey(target));
    if (place) move((before) => centred(before, place, sizeOf()));
  }, [target, layout, move]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      // Passing over the drawing while scrolling the page must not catch the wheel.
      if (!event.ctrlKey && !event.metaKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015));
      move((before) => zoomed(before, factor, { x: event.clientX - left, y: event.clientY - top }));
    };
    // React listens passively, which could not keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [move]);

  // Details that open beside it must not push what is looked at out of the frame.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let { width, height } = sizeOf();
    const observer = new ResizeObserver(() => {
      const now = sizeOf();
      const [dx, dy] = [(now.width - width) / 2, (now.height - height) / 2];
      if (dx !== 0 || dy !== 0) move((before) => ({ ...before, x: before.x + dx, y: before.y + dy }));
      ({ width, height } = now);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [move]);

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button === 0) drag.current = { x: event.clientX, y: event.clientY, isMoving: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const from = drag.current;
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.isMoving && Math.hypot(dx, dy) < dragFromPx) return;
    if (!from.isMoving) event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY, isMoving: true };
    move((before) => ({ ...before, x: before.x + dx, y: before.y + dy }));
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === '+' || event.key === '=') zoomBy(zoomStep);
    else if (event.key === '-') zoomBy(1 / zoomStep);
    else if (event.key === '0') move(() => fitted(layout, sizeOf()));
    else if (isDirection(event.key)) {
      const dx = event.key === 'ArrowLeft' ? stepPx : event.key === 'ArrowRight' ? -stepPx : 0;
      const dy = event.key === 'ArrowUp' ? stepPx : event.key === 'ArrowDown' ? -stepPx : 0;
      move((before) => ({ ...before, x: before.x + dx, y: before.y + dy }));
    } else return;
    event.preventDefault();
  };
  const onNodeKey = useCallback(
    (event: KeyboardEvent, key: string): void => {
      const node = boxes.find((box) => box.key === key)?.node;
      if (node && (event.key === 'Enter' || event.key === ' ')) onSelect(node.id);
      else if (isDirection(event.key) && !event.ctrlKey && !event.metaKey) {
        const next = nextBox(drawing, key, event.key);
        if (next !== null) frame.current?.querySelector<SVGGElement>(`[data-key="${next}"]`)?.focus({ preventScroll: true });
      } else return;
      event.preventDefault();
    },
    [drawing, boxes, onSelect],
  );
  const onFocus = useCallback(
    (key: string): void => {
      setReachable(key);
      const place = layout.places.get(key);
      if (place) move((before) => revealed(before, place, sizeOf()));
    },
    [layout, move],
  );
  const first = boxes.find(({ node }) => node !== null)?.key ?? null;
  const tabStop = reachable !== null && layout.places.has(reachable) ? reachable : first;

  return (
    <div className="graph-frame">
      <div
        ref={frame}
        className="graph-canvas"
        tabIndex={0}
        role="group"
        aria-label={`Graph. ${summary} Arrow keys move it, plus and minus zoom, 0 fits it; Tab goes to the nodes.`}
        onKeyDown={onKey}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => (drag.current = null)}
        onPointerCancel={() => (drag.current = null)}
      >
        <svg width="100%" height="100%" className="graph-svg">
          <defs>
            <marker
              id="graph-arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerUnits="userSpaceOnUse"
              markerWidth="8"
              markerHeight="8"
              orient="auto"
            >
              <path d="M0,0.5L8,4L0,7.5z" />
            </marker>
          </defs>
          <g ref={scene}>
            <GraphDrawing
              drawing={drawing}
              found={found}
              target={target}
              selected={selected}
              reachable={tabStop}
              onSelect={onSelect}
              onFocus={onFocus}
              onNodeKey={onNodeKey}
            />
          </g>
        </svg>
      </div>
      <div className="graph-buttons">
        <Button label="Zoom in" onClick={() => zoomBy(zoomStep)} icon={<IconPlus size={icon.md} />} />
        <Button label="Zoom out" onClick={() => zoomBy(1 / zoomStep)} icon={<IconMinus size={icon.md} />} />
        <Button
          label="Fit the whole graph"
          onClick={() => move(() => fitted(layout, sizeOf()))}
          icon={<IconFocusCentered size={icon.md} />}
        />
      </div>
    </div>
  );
}

function Button({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={label} position="left">
      <ActionIcon variant="default" size="md" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
