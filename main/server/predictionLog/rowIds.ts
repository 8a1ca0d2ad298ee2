// Names of logged rows, by which a label that comes later finds its row.
import { createHash, randomUUID } from 'node:crypto';

const longest = 200;

/** Text without control characters, or a whole number: what an id may be. Null for anything else. */
export function readId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value !== 'string' || value === '' || value.length > longest) return null;
  return /[\p{Cc}\p{Cs}]/u.test(value) ? null : value;
}

/** The client's X-Request-Id where it is fit to be sent back, else one of our own. */
export function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:@/+=-]{1,128}$/.test(header) ? header : randomUUID();
}

/** Of a request with one row it is the request's id; of several, `id:0`, `id:1`, … in the order they were sent. */
export function rowId(request: string, row: number, rowCount: number): string {
  return rowCount === 1 ? request : `${request}:${row}`;
}

/** Whether the row with this id is logged. By hash, so that its label is kept or left out with it, on every replica. */
export function isSampled(id: string, sample: number): boolean {
  if (sample >= 1) return true;
  return createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32 < sample;
}
