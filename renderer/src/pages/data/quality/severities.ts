import { IconAlertTriangle, IconCircleX, IconInfoCircle, type Icon } from '@tabler/icons-react';
import type { CheckOutcome, Severity } from '../../../../../app/api/schemas/quality';

/** Told apart by icon and word as well as colour. */
export const severities: { severity: Severity; word: string; title: string; icon: Icon; tone: 'bad' | 'warn' | 'info' }[] = [
  { severity: 'fail', word: 'Failed', title: 'Failed', icon: IconCircleX, tone: 'bad' },
  { severity: 'warn', word: 'Warning', title: 'Warnings', icon: IconAlertTriangle, tone: 'warn' },
  { severity: 'info', word: 'Note', title: 'Notes', icon: IconInfoCircle, tone: 'info' },
];

export const outcomes: Record<CheckOutcome['outcome'], { word: string; chip: string }> = {
  fail: { word: 'failed', chip: 'chip chip-bad' },
  warn: { word: 'warning', chip: 'chip chip-warn' },
  info: { word: 'note', chip: 'chip chip-accent' },
  pass: { word: 'passed', chip: 'chip chip-good' },
  skipped: { word: 'left out', chip: 'chip' },
};
