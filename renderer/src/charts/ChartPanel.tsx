import { ActionIcon, Menu, SegmentedControl } from '@mantine/core';
import {
  IconChartHistogram,
  IconDotsVertical,
  IconFileTypeCsv,
  IconFileTypePng,
  IconFileTypeSvg,
  IconMaximize,
  IconMinimize,
  IconTable,
} from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { notifyError } from '../state/notices';
import { chartCsv, type ChartTable } from './chartTable';
import { ChartTableView } from './ChartTableView';
import { exportPng, exportSvg } from './exportImage';
import { saveBlob } from './saveBlob';
import { turnsAreOver } from './useTurns';
import { useFullScreen } from './useFullScreen';
import { icon } from '../theme/tokens';

interface ChartPanelProps {
  title: string;
  note?: ReactNode;
  /** Stands between the title and the menu: what the chart is set to. */
  controls?: ReactNode;
  /** What a screen reader says of the drawing. */
  summary: string;
  table: ChartTable;
  /** Shown instead of the plain table: one that can be clicked. */
  tableView?: ReactNode;
  /** What a click on a mark does, for the row of the table that has its numbers: by keyboard, too. */
  onRow?: ((index: number) => void) | undefined;
  /** Chart or table as a visible choice, besides the menu. */
  viewSwitch?: boolean;
  /** False: its marks are a table of their own, with no picture to take away. */
  isDrawing?: boolean;
  chartKey?: ReactNode;
  children: ReactNode;
}

/** Every chart sits in one of these: with a table of the same numbers, the whole screen, and CSV, PNG and SVG to take away. */
export function ChartPanel(props: ChartPanelProps) {
  const {
    title,
    note,
    controls,
    summary,
    table,
    tableView,
    onRow,
    viewSwitch = false,
    isDrawing = true,
    chartKey,
    children,
  } = props;
  const panel = useRef<HTMLElement>(null);
  const drawing = useRef<HTMLDivElement>(null);
  const [isTable, setTable] = useState(false);
  const full = useFullScreen(panel);
  const fileName = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const withSvg = async (action: (svg: SVGSVGElement, name: string) => void | Promise<void>): Promise<void> => {
    await turnsAreOver();
    const svg = drawing.current?.querySelector<SVGSVGElement>('svg.recharts-surface');
    if (svg) await action(svg, fileName);
  };
  return (
    <section className="panel" ref={panel}>
      <div className="panel-head">
        <h2>{title}</h2>
        {note !== undefined && <span className="soft small">{note}</span>}
        {controls}
        {viewSwitch && (
          <SegmentedControl
            className="chart-menu"
            aria-label={`${title}: chart or table`}
            data={['Chart', 'Table']}
            value={isTable ? 'Table' : 'Chart'}
            onChange={(next) => setTable(next === 'Table')}
          />
        )}
        {/* The browser shows nothing outside of what fills the screen: the menu must be inside then. */}
        <Menu position="bottom-end" shadow="md" withinPortal={!full.isOn}>
          <Menu.Target>
            <ActionIcon
              {...(viewSwitch ? {} : { className: 'chart-menu' })}
              variant="subtle"
              color="gray"
              c="var(--text-soft)"
              aria-label={`${title}: menu`}
            >
              <IconDotsVertical size={icon.md} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={isTable ? <IconChartHistogram size={icon.md} /> : <IconTable size={icon.md} />}
              onClick={() => setTable(!isTable)}
            >
              {isTable ? 'View as chart' : 'View as table'}
            </Menu.Item>
            {full.isPossible && (
              <Menu.Item
                leftSection={full.isOn ? <IconMinimize size={icon.md} /> : <IconMaximize size={icon.md} />}
                onClick={() => void full.toggle().catch(notifyError)}
              >
                {full.isOn ? 'Leave full screen' : 'Full screen'}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconFileTypeCsv size={icon.md} />}
              onClick={() => saveBlob(new Blob([chartCsv(table)], { type: 'text/csv' }), `${fileName}.csv`)}
            >
              Save as CSV
            </Menu.Item>
            {isDrawing && (
              <>
                <Menu.Item
                  leftSection={<IconFileTypePng size={icon.md} />}
                  disabled={isTable}
                  onClick={() => void withSvg(exportPng).catch(notifyError)}
                >
                  Save as PNG
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconFileTypeSvg size={icon.md} />}
                  disabled={isTable}
                  onClick={() => void withSvg(exportSvg).catch(notifyError)}
                >
                  Save as SVG
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {isTable ? (
        (tableView ?? <ChartTableView title={title} table={table} onRow={onRow} />)
      ) : (
        <>
          <figure className="chart" aria-label={`${title}. ${summary}`} ref={drawing}>
            {children}
          </figure>
          {chartKey !== undefined && <div className="chart-key">{chartKey}</div>}
        </>
      )}
    </section>
  );
}
