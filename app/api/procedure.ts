import type { z } from 'zod';

/** One request, one answer. */
export interface CallProcedure<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: 'call';
  help: string;
  input: I;
  output: O;
}

/** One request, a stream of answers until either side ends it. */
export interface StreamProcedure<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: 'stream';
  help: string;
  input: I;
  output: O;
}

export type Contract = Record<string, CallProcedure | StreamProcedure>;

export function call<I extends z.ZodType, O extends z.ZodType>(help: string, input: I, output: O): CallProcedure<I, O> {
  return { kind: 'call', help, input, output };
}

export function stream<I extends z.ZodType, O extends z.ZodType>(help: string, input: I, output: O): StreamProcedure<I, O> {
  return { kind: 'stream', help, input, output };
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** What a host must provide: handlers get parsed input. */
export type Handlers<C extends Contract> = {
  [K in keyof C]: C[K] extends StreamProcedure<infer I, infer O>
    ? (input: z.output<I>, options: { signal: AbortSignal }) => AsyncIterable<z.input<O>>
    : C[K] extends CallProcedure<infer I, infer O>
      ? (input: z.output<I>, options: { signal: AbortSignal }) => Promise<z.input<O>>
      : never;
};

/** What a caller sees: the same names, over whatever carrier. */
export type Client<C extends Contract> = {
  [K in keyof C]: C[K] extends StreamProcedure<infer I, infer O>
    ? (input: z.input<I>, options?: CallOptions) => AsyncIterable<z.output<O>>
    : C[K] extends CallProcedure<infer I, infer O>
      ? (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>
      : never;
};
