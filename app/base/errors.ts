/**
 * The one closed table of error codes. HTTP status, exit code and "does a retry
 * make sense" live here and nowhere else; docs/errors.md is generated from it.
 */
export const errorCodes = {
  INVALID_INPUT: { http: 400, exit: 2, retry: false, meaning: 'A value given by the person or the caller is not acceptable.' },
  NOT_FOUND: { http: 404, exit: 2, retry: false, meaning: 'The named file, project, run or procedure does not exist.' },
  CONFLICT: { http: 409, exit: 2, retry: false, meaning: 'The thing changed meanwhile, or is in a state that forbids this.' },
  FILE_UNREADABLE: { http: 422, exit: 2, retry: false, meaning: 'The file cannot be read: permission, truncation or damage.' },
  MODEL_NOT_ONNX: {
    http: 422,
    exit: 2,
    retry: false,
    meaning: 'The file is not an ONNX model; the hint says what it is and how to convert it.',
  },
  MODEL_INVALID: {
    http: 422,
    exit: 2,
    retry: false,
    meaning: 'The ONNX file is truncated, inconsistent or lacks its external data.',
  },
  MODEL_UNSUPPORTED: {
    http: 422,
    exit: 2,
    retry: false,
    meaning: 'This runtime does not know the opset, an operator or a tensor type of the model.',
  },
  DATA_INVALID: { http: 422, exit: 2, retry: false, meaning: 'The data file is empty, damaged or not what its name says.' },
  DATA_MISREAD: {
    http: 422,
    exit: 2,
    retry: false,
    meaning: 'Few rows of a file, or none, fit the way it was read: its delimiter, quote, encoding, header or sheet is another.',
  },
  DATA_MISMATCH: { http: 422, exit: 2, retry: false, meaning: 'Data, mapping and model do not fit together.' },
  PROVIDER_UNAVAILABLE: {
    http: 422,
    exit: 2,
    retry: false,
    meaning: 'The execution provider asked for cannot run here; the message says why.',
  },
  PROJECT_NEWER: { http: 422, exit: 2, retry: false, meaning: 'The file was written by a newer version of Drydock.' },
  BUNDLE_INVALID: { http: 422, exit: 2, retry: false, meaning: 'The bundle is damaged, incomplete or not a Drydock bundle.' },
  NOT_ALLOWED: { http: 403, exit: 2, retry: false, meaning: 'The path or the caller is outside of what is permitted.' },
  TOO_LARGE: { http: 413, exit: 2, retry: false, meaning: 'A stated limit was exceeded.' },
  STORAGE_FULL: {
    http: 507,
    exit: 2,
    retry: true,
    meaning: 'The disk is full or the quota is used up; nothing half-written was left.',
  },
  STORAGE_DENIED: { http: 403, exit: 2, retry: false, meaning: 'The folder cannot be written to.' },
  CANCELLED: { http: 499, exit: 130, retry: false, meaning: 'The person cancelled; finished work was kept.' },
  BUSY: { http: 503, exit: 3, retry: true, meaning: 'Too much is going on; try again shortly.' },
  ENGINE_CRASHED: { http: 503, exit: 3, retry: true, meaning: 'A child process ended unexpectedly; saved work is intact.' },
  INTERNAL: { http: 500, exit: 3, retry: false, meaning: 'A fault in Drydock itself; the details are in the log.' },
} as const satisfies Record<string, { http: number; exit: number; retry: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** Where the trouble is. Rows are 1-based data rows; lines are 1-based lines of a text file. */
export interface ErrorPlace {
  file?: string | undefined;
  row?: number | undefined;
  line?: number | undefined;
  column?: string | undefined;
  tensor?: string | undefined;
  path?: string | undefined;
}

/** The form in which errors cross every boundary. */
export interface WireError {
  code: ErrorCode;
  message: string;
  hint: string;
  where?: ErrorPlace | undefined;
}

/** An error meant for a person: what happened, where, and what to do about it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly where: ErrorPlace | undefined;

  constructor(code: ErrorCode, message: string, options: { hint: string; where?: ErrorPlace; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.where = options.where;
  }
}

/** Recognised by shape, not instanceof: errors come from other realms and processes. */
export function isAppError(error: unknown): error is AppError {
  return (
    error instanceof Error &&
    error.name === 'AppError' &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(errorCodes, error.code)
  );
}

const systemErrors: Record<string, { code: ErrorCode; message: string; hint: string }> = {
  ENOSPC: {
    code: 'STORAGE_FULL',
    message: 'The disk is full.',
    hint: 'Free some space and try again; nothing half-written was left behind.',
  },
  EDQUOT: { code: 'STORAGE_FULL', message: 'The disk quota is used up.', hint: 'Free some space and try again.' },
  EACCES: {
    code: 'STORAGE_DENIED',
    message: 'Permission denied.',
    hint: 'Check the permissions of the file or folder, or choose another one.',
  },
  EPERM: {
    code: 'STORAGE_DENIED',
    message: 'The operation is not permitted.',
    hint: 'Check the permissions of the file or folder, or choose another one.',
  },
  EROFS: { code: 'STORAGE_DENIED', message: 'The file system is read-only.', hint: 'Choose a folder that can be written to.' },
  ENOENT: { code: 'NOT_FOUND', message: 'No such file or folder.', hint: 'Check the path.' },
  EISDIR: { code: 'INVALID_INPUT', message: 'This is a folder, not a file.', hint: 'Choose a file inside it.' },
  ENOTDIR: { code: 'INVALID_INPUT', message: 'A file stands where a folder is needed.', hint: 'Check the path.' },
  EEXIST: { code: 'CONFLICT', message: 'There is something of this name already.', hint: 'Choose another name, or remove it.' },
  ENOTEMPTY: { code: 'CONFLICT', message: 'The folder is not empty.', hint: 'Choose another name, or empty it.' },
  ELOOP: { code: 'INVALID_INPUT', message: 'Links lead in a circle here.', hint: 'Choose another path.' },
  ENAMETOOLONG: { code: 'INVALID_INPUT', message: 'The name is too long.', hint: 'Choose a shorter one.' },
  EMFILE: { code: 'BUSY', message: 'Too many files are open.', hint: 'Close other programs or try again.' },
};

function fromSystemError(error: unknown): WireError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const known = systemErrors[error.code];
  if (!known) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  return {
    code: known.code,
    message: path ? `${known.message.slice(0, -1)}: ${path}` : known.message,
    hint: known.hint,
    ...(path ? { where: { path } } : {}),
  };
}

/**
 * Turns anything thrown into the wire form. Unknown errors lose their message here
 * (it may hold paths or secrets); the serving edge logs the original first.
 */
export function toWire(error: unknown): WireError {
  if (isAppError(error)) {
    return { code: error.code, message: error.message, hint: error.hint, ...(error.where ? { where: error.where } : {}) };
  }
  if (error instanceof Error && error.name === 'AbortError') return toWire(cancelled());
  return (
    fromSystemError(error) ?? {
      code: 'INTERNAL',
      message: 'Something went wrong inside Drydock.',
      hint: 'Please try again. If it happens again, the log file holds the details for a bug report.',
    }
  );
}

/** Rebuilds an error that crossed a boundary. */
export function fromWire(wire: WireError): AppError {
  return new AppError(wire.code, wire.message, { hint: wire.hint, ...(wire.where ? { where: wire.where } : {}) });
}

export function cancelled(): AppError {
  return new AppError('CANCELLED', 'Cancelled.', { hint: 'What was finished has been kept.' });
}

export function isCancelled(error: unknown): boolean {
  return (isAppError(error) && error.code === 'CANCELLED') || (error instanceof Error && error.name === 'AbortError');
}
