// One load kept up for a while: warm-up, windows until they agree, then the requests that are still under way.
import { performance } from 'node:perf_hooks';
import { count } from '../../base/counts.ts';
import { cancelled } from '../../base/errors.ts';
import type { LoadStep } from '../../api/schemas/load.ts';
import { createArrivals } from './arrivals.ts';
import { createHttpClient, type HttpClient } from './httpClient.ts';
import { latencySummary } from './latencySummary.ts';
import type { LoadRequests } from './loadRequests.ts';
import type { UsageMeter } from './processUsage.ts';
import type { SampledAnswers } from './sampledAnswers.ts';
import { isStable, meanRate, type LoadWindow } from './stability.ts';
import { lengthOf, stolenSeconds, stolenShare, undisturbed, type ReadStolen, type Slice } from './stolenTime.ts';

export interface StepPlan {
  load: { mode: 'closed'; concurrency: number } | { mode: 'open'; ratePerSecond: number; seed: number };
  rowsPerRequest: number;
  /** Measured, after the warm-up; longer where windows do not agree. */
  seconds: number;
}

export interface StepContext {
  url: string;
  requests: LoadRequests;
  meter: UsageMeter;
  sample: SampledAnswers;
  /** Of the machine that sends; a test may say otherwise. */
  readStolen?: ReadStolen | undefined;
  signal?: AbortSignal | undefined;
  /** Requests answered so far in this step, and a second. */
  onProgress?: ((answered: number, ratePerSecond: number) => void) | undefined;
}

/** Windows of a step; some more where they do not agree. All of them count: to leave a bad one out would be to choose. */
const leastWindows = 5;
const mostWindows = 8;
/**
 * What a host took from this machine is no choice by the result: windows are put together from slices in which it took nothing. They
 * are waited for so many times as long as the step would take; with fewer windows than these everything counts, and it is said.
 */
const patience = 3;
const enoughWindows = 2;
const sliceMs = 250;
/** Of the measured time. */
const warmUpShare = 0.25;
/** With so many requests under way the server does not keep up at all, and more would only fill memory. */
const mostUnderWay = 2_000;
const connections = 512;
/**
 * Connections that are open before an open loop begins: for the requests of so many milliseconds, and so many at most. To open one
 * takes longer than to send a request; requests that were due meanwhile would ask for more of them, until all time goes there.
 */
const openedForMs = 50;
const mostOpened = 128;
const openingMs = 2_000;
/** How long requests may go on after the step. */
const drainMs = 5_000;

/** One request: when it was due, sent and answered, in milliseconds. */
interface Sent {
  due: number;
  sent: number;
  answered: number;
}

/** By the moment of the answer. Numbers side by side: objects would be moved about by each collection of garbage. */
class AnsweredRequests {
  readonly due: number[] = [];
  readonly sent: number[] = [];
  readonly answered: number[] = [];

  add(due: number, sent: number, answered: number): void {
    this.due.push(due);
    this.sent.push(sent);
    this.answered.push(answered);
  }

  /** Those that were due in some slices of time, by that moment. */
  dueIn(slices: readonly Slice[]): Sent[] {
    const found = this.due.map((due, at) => ({ due, sent: this.sent[at]!, answered: this.answered[at]! }));
    return found.filter(({ due }) => isWithin(slices, due)).sort((a, b) => a.due - b.due);
  }
}

class Load {
  readonly all = new AnsweredRequests();
  errors: { due: number; text: string }[] = [];
  underWay = 0;
  answered = 0;
  ended = false;
  readonly #context: StepContext;
  readonly #client: HttpClient;
  #next = 0;
  #idle: (() => void) | null = null;

  constructor(context: StepContext, client: HttpClient) {
    this.#context = context;
    this.#client = client;
  }

  /** Sends the next body. Never rejects. */
  async send(due: number): Promise<void> {
    const { requests, sample } = this.#context;
    const body = this.#next;
    this.#next = (body + 1) % requests.bodies.length;
    const wanted = sample.wants(body);
    const sent = performance.now();
    this.underWay += 1;
    try {
      const { status, body: answer } = await this.#client.post(requests.path, requests.bodies[body]!, {
        wantsBody: wanted,
        headers: requests.headers,
      });
      const answered = performance.now();
      if (status !== 200) this.errors.push({ due, text: `answer ${status}: ${(answer ?? '').slice(0, 200)}` });
      else {
        this.answered += 1;
        this.all.add(due, sent, answered);
        if (wanted && answer !== null) sample.keep(body, answer);
      }
    } catch (error) {
      this.errors.push({ due, text: error instanceof Error ? error.message : String(error) });
    }
    this.underWay -= 1;
    if (this.underWay === 0) this.#idle?.();
  }

  /** Until nothing is under way; after a while the rest is ended and counts as failed. */
  async drain(): Promise<void> {
    if (this.underWay === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#client.close(), drainMs);
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function closedLoop(load: Load, concurrency: number): Promise<void> {
  const person = async (): Promise<void> => {
    while (!load.ended) {
      const failed = load.errors.length;
      await load.send(performance.now());
      // A server that refuses at once must not be asked in an endless loop of this process.
      if (load.errors.length > failed) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, person));
}

/** Opens connections by twice as many requests at a time, and twice again; gives up where the server takes too long for it. */
async function openConnections(load: Load, ratePerSecond: number, signal: AbortSignal | undefined): Promise<void> {
  const wanted = Math.min(mostOpened, (ratePerSecond * openedForMs) / 1000);
  const open = async (): Promise<void> => {
    for (let many = 8; many <= wanted && !load.ended; many *= 2) {
      await Promise.all(Array.from({ length: many }, () => load.send(performance.now())));
    }
  };
  await Promise.race([open(), pause(openingMs, signal)]);
}

/** Sends every request at its moment, and counts from that moment whether or not it could be sent then. */
function openLoop(load: Load, ratePerSecond: number, seed: number): Promise<void> {
  const next = createArrivals(ratePerSecond, seed);
  const start = performance.now();
  let due = start + next();
  return new Promise((resolve) => {
    const tick = (): void => {
      const now = performance.now();
      for (; due <= now && !load.ended; due = start + next()) {
        if (load.underWay < mostUnderWay) void load.send(due);
        else load.errors.push({ due, text: `more than ${count(mostUnderWay)} requests were under way` });
      }
      if (load.ended) resolve();
      else setTimeout(tick, Math.max(0, due - now));
    };
    tick();
  });
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** What was answered in these slices, by the moment of the answer. */
function windowOf({ all: { answered, due } }: Load, slices: readonly Slice[]): LoadWindow {
  let [count, sum] = [0, 0];
  for (let at = answered.length - 1; at >= 0 && answered[at]! >= slices[0]!.from; at--) {
    if (!isWithin(slices, answered[at]!)) continue;
    count += 1;
    sum += answered[at]! - due[at]!;
  }
  return { rate: (count * 1000) / lengthOf(slices), meanMs: count === 0 ? 0 : sum / count };
}

function isWithin(slices: readonly Slice[], moment: number): boolean {
  return slices.some(({ from, to }) => moment >= from && moment < to);
}

interface Watched {
  /** All that were measured, and those that count. */
  slices: Slice[];
  counted: Slice[];
  windows: LoadWindow[];
  busyBefore: ReturnType<typeof performance.eventLoopUtilization>;
}

/** Lets the load go on for a warm-up and some windows. */
async function watch(load: Load, plan: StepPlan, context: StepContext): Promise<Watched> {
  const windowMs = (plan.seconds * 1000) / leastWindows;
  const perWindow = Math.max(1, Math.round(windowMs / sliceMs));
  const readStolen = context.readStolen ?? stolenSeconds;
  await pause(plan.seconds * 1000 * warmUpShare, context.signal);
  await context.meter.begin();
  const busyBefore = performance.eventLoopUtilization();
  const slices: Slice[] = [];
  const windows: LoadWindow[] = [];
  let counted: Slice[] = [];
  for (let [from, stolenBefore] = [performance.now(), readStolen() ?? 0]; slices.length < patience * leastWindows * perWindow;) {
    await pause(windowMs / perWindow, context.signal);
    const [to, stolen] = [performance.now(), readStolen() ?? 0];
    slices.push({ from, to, stolen: stolen - stolenBefore, underWay: load.underWay });
    [from, stolenBefore] = [to, stolen];
    if (slices.length % perWindow === 0) context.onProgress?.(load.answered, windowOf(load, slices.slice(-perWindow)).rate);
    counted = undisturbed(slices);
    const next = counted.slice(windows.length * perWindow);
    if (next.length < perWindow) continue;
    windows.push(windowOf(load, next));
    if (windows.length >= mostWindows || (windows.length >= leastWindows && isStable(windows))) break;
  }
  if (windows.length >= enoughWindows)
    return { slices, counted: counted.slice(0, windows.length * perWindow), windows, busyBefore };
  const all = Array.from({ length: slices.length / perWindow }, (_, at) => slices.slice(at * perWindow, (at + 1) * perWindow));
  return { slices, counted: slices, windows: all.map((window) => windowOf(load, window)), busyBefore };
}

/** What the host took, if it took so much that it changed what counts, or would have. */
function hostTook(load: Load, { slices, counted }: Watched): LoadStep['stolen'] {
  if (undisturbed(slices).length === slices.length) return undefined;
  const all = load.all.dueIn(slices).map(({ due, answered }) => answered - due);
  return {
    share: stolenShare(slices),
    leftOutSeconds: (lengthOf(slices) - lengthOf(counted)) / 1000,
    p99Ms: latencySummary(Float64Array.from(all)).p99Ms.value,
  };
}

/** @throws CANCELLED within the moment, leaving nothing under way */
export async function runStep(plan: StepPlan, context: StepContext): Promise<LoadStep> {
  const { load: kind } = plan;
  const client = await createHttpClient(context.url, kind.mode === 'closed' ? kind.concurrency : connections);
  const load = new Load(context, client);
  context.sample.begin(context.requests);
  let loop = Promise.resolve();
  try {
    if (kind.mode === 'open') await openConnections(load, kind.ratePerSecond, context.signal);
    loop = kind.mode === 'closed' ? closedLoop(load, kind.concurrency) : openLoop(load, kind.ratePerSecond, kind.seed);
    const watched = await watch(load, plan, context);
    const { windows, counted, busyBefore } = watched;
    const usage = await context.meter.end();
    const generatorBusy = performance.eventLoopUtilization(busyBefore).utilization;
    load.ended = true;
    await load.drain();
    context.sample.end();
    const within = load.all.dueIn(counted);
    // What was still not answered when everything was ended failed, too.
    const failed = load.errors.filter(({ due }) => isWithin(counted, due));
    const stolen = hostTook(load, watched);
    return {
      mode: kind.mode,
      rowsPerRequest: plan.rowsPerRequest,
      concurrency: kind.mode === 'closed' ? kind.concurrency : null,
      offeredPerSecond: kind.mode === 'open' ? kind.ratePerSecond : null,
      seconds: lengthOf(counted) / 1000,
      requests: within.length,
      ratePerSecond: meanRate(windows.map(({ rate }) => rate)),
      ...latencySummary(Float64Array.from(within, ({ answered, due }) => answered - due)),
      errors: failed.length,
      errorText: failed[0]?.text ?? null,
      stable: isStable(windows),
      ...(stolen && { stolen }),
      ...usage,
      sentLateMs: kind.mode === 'open' ? lateness(within) : null,
      generatorBusy,
    };
  } finally {
    load.ended = true;
    client.close();
    await loop;
  }
}

function lateness(sent: readonly Sent[]): number | null {
  const late = Float64Array.from(sent, ({ due, sent: at }) => at - due).sort();
  return late[Math.max(0, Math.ceil(late.length * 0.99) - 1)] ?? null;
}
