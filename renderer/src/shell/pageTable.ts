import {
  IconBox,
  IconChartLine,
  IconHelpCircle,
  IconHistory,
  IconHome,
  IconPackageExport,
  IconSettings,
  IconStorm,
  IconTable,
  IconTargetArrow,
  type Icon,
} from '@tabler/icons-react';
import { lazy, type ComponentType } from 'react';
import { pages } from '../../../app/api/pages';
import type { Page } from '../state/navigation';

interface PageEntry {
  icon: Icon;
  view: ComponentType;
}

/** What each page of the list looks like in the rail, and what draws it. Pages load when first opened. */
export const pageTable: Record<Page, PageEntry> = {
  home: {
    icon: IconHome,
    view: lazy(async () => ({ default: (await import('../pages/home/HomePage')).HomePage })),
  },
  model: {
    icon: IconBox,
    view: lazy(async () => ({ default: (await import('../pages/model/ModelPage')).ModelPage })),
  },
  data: {
    icon: IconTable,
    view: lazy(async () => ({ default: (await import('../pages/data/DataPage')).DataPage })),
  },
  validate: {
    icon: IconTargetArrow,
    view: lazy(async () => ({ default: (await import('../pages/validate/ValidatePage')).ValidatePage })),
  },
  messy: {
    icon: IconStorm,
    view: lazy(async () => ({ default: (await import('../pages/messy/MessyPage')).MessyPage })),
  },
  time: {
    icon: IconChartLine,
    view: lazy(async () => ({ default: (await import('../pages/overTime/OverTimePage')).OverTimePage })),
  },
  bundle: {
    icon: IconPackageExport,
    view: lazy(async () => ({ default: (await import('../pages/bundle/BundlePage')).BundlePage })),
  },
  runs: {
    icon: IconHistory,
    view: lazy(async () => ({ default: (await import('../pages/runs/RunsPage')).RunsPage })),
  },
  settings: {
    icon: IconSettings,
    view: lazy(async () => ({ default: (await import('../pages/settings/SettingsPage')).SettingsPage })),
  },
  help: {
    icon: IconHelpCircle,
    view: lazy(async () => ({ default: (await import('../pages/help/HelpPage')).HelpPage })),
  },
};

export const pageTitles = Object.fromEntries(pages.map(({ id, title }) => [id, title])) as Record<Page, string>;
