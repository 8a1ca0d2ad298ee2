import { createHmac, randomBytes } from 'node:crypto';
import type { LogSettings } from './logSettings.ts';

/** What is written instead of a value; undefined = nothing is written of it, not even the column's name. */
export type Redact = (column: string, value: unknown) => unknown;

/**
 * Left-out columns vanish; of hashed ones the first 16 hex digits of an HMAC-SHA-256 are written (RFC 2104), which tell
 * equal values from different ones. A missing value stays missing. Keyed, because few values can be: hashes without a key
 * are found by trying them all.
 */
export function createRedaction({ leftOut, hashed, hashKey }: Pick<LogSettings, 'leftOut' | 'hashed' | 'hashKey'>): Redact {
  const out = new Set(leftOut);
  const byHash = new Set(hashed);
  const key = hashKey ?? randomBytes(32);
  return (column, value) => {
    if (out.has(column)) return undefined;
    if (!byHash.has(column) || value === null || value === undefined) return value;
    return createHmac('sha256', key)
      .update(`${JSON.stringify(value)}`)
      .digest('hex')
      .slice(0, 16);
  };
}
