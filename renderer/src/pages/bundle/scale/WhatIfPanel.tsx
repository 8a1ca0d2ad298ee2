import { Slider } from '@mantine/core';
import { useState } from 'react';
import { whatIf } from '../../../../../app/api/loadCurve';
import { carriedWords, coreCount, loadFigure, rangeWords, replicaCount } from '../../../../../app/api/loadWords';
import type { LoadResult } from '../../../../../app/api/schemas/load';
import { DecimalNumber } from '../../../components/DecimalNumber';
import { Facts } from '../../../components/Facts';
import { Message } from '../../../components/Message';
import { Panel } from '../../../components/Panel';
import { bytes, count } from '../../../format/numbers';

/** From a hundredth of what one carries to a thousand times as much: in equal steps of the ratio. */
const span = { low: 0.01, high: 1_000 };

/** What another rate or another goal would take, by the measured curve. Nothing is measured again. */
export function WhatIfPanel({ result }: { result: LoadResult }) {
  const one = result.saturation?.ratePerSecond.value ?? 1;
  const [rate, setRate] = useState(Math.round(result.goal.ratePerSecond ?? result.plan?.goal.ratePerSecond ?? one));
  const [p99Ms, setP99] = useState(result.goal.p99Ms);
  const found = whatIf(result, { ratePerSecond: rate, p99Ms });
  const position = (100 * Math.log(rate / (one * span.low))) / Math.log(span.high / span.low);
  const rateAt = (at: number): number =>
    Math.max(1, Number((one * span.low * (span.high / span.low) ** (at / 100)).toPrecision(2)));
  return (
    <Panel title="What if" note="by the measured curve, each replica with the measured cores to itself">
      <div className="scale-what-if">
        <div className="stack">
          <Slider
            min={0}
            max={100}
            step={0.5}
            value={Math.min(100, Math.max(0, position))}
            onChange={(at) => setRate(rateAt(at))}
            label={(at) => `${count(rateAt(at))} requests/s`}
            thumbLabel="Requests a second"
            thumbValueText={(at) =>
              `${count(rateAt(at))} requests a second${found ? `: ${replicaCount(found.replicas.min)}` : ''}`
            }
          />
          <div className="scale-fields">
            <DecimalNumber label="Requests a second" min={0.01} max={10_000_000} step={10} value={rate} onChange={setRate} />
            <DecimalNumber label="99 of 100 within, ms" min={0.1} max={600_000} step={5} value={p99Ms} onChange={setP99} />
          </div>
        </div>
        {found ? (
          <Facts
            entries={[
              ['Replicas', <strong key="replicas">{replicaCount(found.replicas.min)}</strong>],
              ['For one to fail', replicaCount(found.replicas.wanted)],
              ['One carries', carriedWords(found.perReplica, result)],
              [
                `p99 with ${count(found.replicas.wanted)}`,
                found.p99Ms && `${loadFigure(found.p99Ms.value)} ms (${rangeWords(found.p99Ms)})`,
              ],
              ['Cores together', found.cores === null ? null : coreCount(found.cores * found.replicas.wanted)],
              ['Memory together', result.memoryPeakBytes === null ? null : bytes(result.memoryPeakBytes * found.replicas.wanted)],
            ]}
          />
        ) : (
          <Message tone="warn">
            No measured rate meets {loadFigure(p99Ms)} ms for certain: replicas do not make one request faster.
          </Message>
        )}
      </div>
    </Panel>
  );
}
