import {
  IconBox,
  IconChartLine,
  IconHistory,
  IconHome,
  IconPackageExport,
  IconTable,
  IconTargetArrow,
  type Icon,
} from '@tabler/icons-react';
import { lazy, type ComponentType } from 'react';
import type { Page } from '../state/navigation';

export interface PageEntry {
  title: string;
  icon: Icon;
  view: ComponentType;
}

/** The rail, the shortcuts and the page that is shown are all read off this table. Pages load when first opened. */
export const pageTable: Record<Page, PageEntry> = {
  home: {
    title: 'Home',
    icon: IconHome,
    view: lazy(async () => ({ default: (await import('../pages/home/HomePage')).HomePage })),
  },
  model: {
    title: 'Model',
    icon: IconBox,
    view: lazy(async () => ({ default: (await import('../pages/model/ModelPage')).ModelPage })),
  },
  data: {
    title: 'Data',
    icon: IconTable,
    view: lazy(async () => ({ default: (await import('../pages/data/DataPage')).DataPage })),
  },
  validate: {
    title: 'Validate',
    icon: IconTargetArrow,
    view: lazy(async () => ({ default: (await import('../pages/validate/ValidatePage')).ValidatePage })),
  },
  time: {
    title: 'Over time',
    icon: IconChartLine,
    view: lazy(async () => ({ default: (await import('../pages/overTime/OverTimePage')).OverTimePage })),
  },
  bundle: {
    title: 'Bundle',
    icon: IconPackageExport,
    view: lazy(async () => ({ default: (await import('../pages/bundle/BundlePage')).BundlePage })),
  },
  runs: {
    title: 'Runs',
    icon: IconHistory,
    view: lazy(async () => ({ default: (await import('../pages/runs/RunsPage')).RunsPage })),
  },
};
