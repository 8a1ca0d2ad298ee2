import { Switch, TextInput } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { DriftColumn, DriftReport } from '../../../../../app/api/schemas/drift';
import { WindowedRows } from '../../../components/WindowedRows';
import { cellWords } from '../../../format/drift';
import { count, counted } from '../../../format/numbers';
import { useUndoable } from '../../../state/useUndoable';
import { StripHead } from './StripHead';
import { StripKey } from './StripKey';
import { StripRow } from './StripRow';
import { hasChanged, type StripPlace } from './stripOrder';
import { figuresFrom, figureWidth, nameWidthIn, narrowestCell } from './stripSizes';
import { useStripKeys } from './useStripKeys';
import { useToldCell } from './useToldCell';
import { icon, rowHeight } from '../../../theme/tokens';

interface DriftStripProps {
  report: DriftReport;
  ordered: DriftColumn[];
  labels: string[];
  chosen: StripPlace | null;
  onChoose: (place: StripPlace) => void;
}

/** As drift.css has them, in pixels. */
const headHeight = 64;
const damageWidth = 72;
/** Narrower, the strip goes without damage; where there is no room for figures, without the overall score, too. */
const damageFrom = 680;
const broadest = 64;
/** Rows before the first column: shares, names of the windows. */
const headRows = 2;

/** Columns by windows, each cell by its verdict: which columns drift, how strongly, since when. */
export function DriftStrip({ report, ordered, labels, chosen, onChoose }: DriftStripProps) {
  const [view, setView] = useUndoable('drift strip', { text: '', isChanged: false });
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const { ref: measure, width } = useElementSize<HTMLDivElement>();
  const hasDamage = width >= damageFrom && ordered.some(({ damage }) => damage !== null);
  const shown = useMemo(() => {
    const text = view.text.trim().toLowerCase();
    return ordered.filter(
      (column) => column.name.toLowerCase().includes(text) && (!view.isChanged || hasChanged(column, report)),
    );
  }, [ordered, report, view]);
  const windows = report.windows.length;
  const { told, pointed, hearing } = useToldCell(report.windows);
  const choose = useCallback(
    ({ row, window }: { row: number; window: number }): void => {
      const column = shown[row];
      if (column) onChoose({ column: column.name, window });
    },
    [shown, onChoose],
  );
  const chosenRow = shown.findIndex(({ name }) => name === chosen?.column);
  const keys = useStripKeys({
    rows: shown.length,
    windows,
    chosen: { row: Math.max(0, chosenRow), window: chosen?.window ?? 0 },
    onChoose: choose,
  });
  const { active } = keys;
  useEffect(() => {
    if (!scroller || chosenRow < 0) return;
    const top = chosenRow * rowHeight.dense;
    const room = scroller.clientHeight - headHeight - rowHeight.dense;
    if (top < scroller.scrollTop || top > scroller.scrollTop + room) scroller.scrollTo({ top: top - room / 2 });
  }, [scroller, chosenRow]);
  const hasOverall = width >= figuresFrom;
  const figureColumns = [...(hasOverall ? [figureWidth] : []), ...(hasDamage ? [damageWidth] : [])];
  const figures = figureColumns.reduce((sum, one) => sum + one, 0);
  const headColumns = [nameWidthIn(width, { figures, windows }), ...figureColumns];
  const fixed = headColumns.reduce((sum, one) => sum + one, 0);
  const cell = Math.max(narrowestCell, Math.min(broadest, (width - fixed) / Math.max(1, windows)));
  const setBoth = useCallback(
    (element: HTMLDivElement | null) => {
      setScroller(element);
      measure(element);
    },
    [measure],
  );
  const toldColumn = told ? shown[told.row] : undefined;
  const toldCell = told ? toldColumn?.windows[told.window] : undefined;
  return (
    <section className="panel" aria-label="Drift by column and window">
      <div className="panel-head">
        <h2>Columns by windows</h2>
        <span className="soft small" role="status">
          {shown.length === ordered.length
            ? counted(ordered.length, 'column')
            : `${count(shown.length)} of ${counted(ordered.length, 'column')}`}
          , {counted(windows, 'window')}
        </span>
        <div className="panel-head-end drift-filter" role="group" aria-label="Which columns are shown">
          <Switch
            size="xs"
            label="only those that changed"
            checked={view.isChanged}
            onChange={(event) => setView({ ...view, isChanged: event.currentTarget.checked }, 'filter of the columns')}
          />
          <TextInput
            size="xs"
            w="var(--width-11)"
            aria-label="Find a column by name"
            placeholder="Column"
            leftSection={<IconSearch size={icon.sm} aria-hidden />}
            value={view.text}
            onChange={(event) => setView({ ...view, text: event.currentTarget.value }, 'search of the columns', { isDrag: true })}
          />
        </div>
      </div>
      <div className="drift-scroller" ref={setBoth}>
        <table
          role="grid"
          aria-label="Drift by column and window: arrow keys move, Enter shows the detail"
          aria-rowcount={shown.length + headRows}
          className="drift-strip"
          style={{ width: fixed + cell * windows }}
          {...keys.handlers}
          {...hearing}
        >
          <colgroup>
            {headColumns.map((columnWidth, index) => (
              <col key={`head ${String(index)}`} style={{ width: columnWidth }} />
            ))}
            {report.windows.map(({ reference }, index) => (
              <col
                key={index}
                style={{ width: cell }}
                className={[
                  reference ? 'is-reference' : '',
                  index === chosen?.window ? 'is-chosen' : '',
                  index === pointed ? 'is-pointed' : '',
                ]
                  .join(' ')
                  .trim()}
              />
            ))}
          </colgroup>
          <StripHead
            report={report}
            labels={labels}
            cell={cell}
            chosen={chosen?.window ?? null}
            pointed={pointed}
            hasOverall={hasOverall}
            hasDamage={hasDamage}
          />
          <WindowedRows
            items={shown}
            columns={headColumns.length + windows}
            scroller={scroller}
            rowHeight={rowHeight.dense}
            kept={active.row}
            row={(column, place) => {
              const row = place['data-index'] ?? shown.indexOf(column);
              return (
                <StripRow
                  key={column.name}
                  {...(place.ref ? { ref: place.ref } : {})}
                  row={row}
                  rowIndex={row + headRows + 1}
                  column={column}
                  labels={labels}
                  active={row === active.row ? active.window : null}
                  chosen={column.name === chosen?.column ? chosen.window : null}
                  hasOverall={hasOverall}
                  hasDamage={hasDamage}
                />
              );
            }}
          />
        </table>
        {shown.length === 0 && (
          <p className="soft drift-none-shown">
            {view.text.trim() === '' ? 'No column changed in any window.' : 'No column has such a name.'}
          </p>
        )}
      </div>
      {/* Always there: a line that comes and goes would move the page under the pointer. */}
      <p className={`timeline-words drift-told${toldCell ? '' : ' soft'}`}>
        {told && toldColumn && toldCell
          ? `${toldColumn.name}, ${labels[told.window] ?? ''}: ${cellWords(toldCell)}`
          : 'Point at a cell for its figures, click it for its detail; arrow keys and Enter do the same.'}
      </p>
      <StripKey hasReference={report.windows.some(({ reference }) => reference)} />
    </section>
  );
}
