import type { ChildEnd } from './child.ts';

const signals: Record<string, string> = {
  SIGSEGV: 'native code touched memory it must not (SIGSEGV)',
  SIGBUS: 'native code touched memory it must not (SIGBUS)',
  SIGABRT: 'native code gave up (SIGABRT)',
  SIGILL: 'native code used an instruction that this processor does not know (SIGILL)',
  SIGFPE: 'native code divided by zero (SIGFPE)',
  SIGKILL: 'it was ended from outside, most often because memory ran out (SIGKILL)',
  SIGTERM: 'it was asked to end from outside (SIGTERM)',
};

/** Shells and Windows report some of these as exit codes. */
const codes: Record<number, string> = {
  134: signals['SIGABRT'] ?? '',
  137: signals['SIGKILL'] ?? '',
  139: signals['SIGSEGV'] ?? '',
  3221225477: 'native code touched memory it must not (access violation)',
  3221226505: 'native code gave up (stack buffer overrun)',
  3221225501: 'native code used an instruction that this processor does not know',
};

/** Says in words how a process ended; `output` is the tail of what it printed. */
export function describeEnd(end: ChildEnd, output = ''): string {
  if (/JavaScript heap out of memory|std::bad_alloc/.test(output)) return 'memory ran out';
  if (end.signal) return signals[end.signal] ?? `signal ${end.signal}`;
  if (end.code === null) return 'the process could not be started';
  return codes[end.code] ?? `exit code ${String(end.code)}`;
}
