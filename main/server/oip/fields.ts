// JSON objects from strangers: own fields only, so that names such as "constructor" mean nothing special.
import { AppError } from '../../../app/base/errors.ts';

export type Fields = Record<string, unknown>;

export function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new AppError('INVALID_INPUT', `${what} must be a JSON object.`, {
    hint: 'See GET /openapi.json for the form of a request.',
  });
}

export function own(object: Fields, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function parametersOf(object: Fields, what: string): Fields {
  const value = own(object, 'parameters');
  return value === undefined || value === null ? {} : fields(value, `"parameters" of ${what}`);
}
