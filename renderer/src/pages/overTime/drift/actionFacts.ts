import { IconCircleCheck, IconEye, IconRefresh, IconTool, type Icon } from '@tabler/icons-react';
import type { DriftAction } from '../../../../../app/api/schemas/drift';

/** How what to do is shown: told apart by sign and word as well as by colour. */
export const actionFacts: Record<DriftAction, { icon: Icon; tone: 'good' | 'accent' | 'warn' | 'bad' }> = {
  wait: { icon: IconCircleCheck, tone: 'good' },
  look: { icon: IconEye, tone: 'accent' },
  'fix the data': { icon: IconTool, tone: 'bad' },
  retrain: { icon: IconRefresh, tone: 'warn' },
};
