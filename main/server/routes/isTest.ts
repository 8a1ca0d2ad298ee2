import type { IncomingMessage } from 'node:http';
import { testHeader } from '../../../app/base/testHeader.ts';

/** Golden rows and load tests say so: they are nobody's real requests, and would make drift and log tell of what never was. */
export function isTest({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers[testHeader.toLowerCase()] !== undefined;
}
