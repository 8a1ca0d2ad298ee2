// Alarms at the places that river's own tests and documents state.
import { expect, test } from 'vitest';
import { adwin } from '../../../../app/timeline/detectors/adwin.ts';
import { ddm } from '../../../../app/timeline/detectors/ddm.ts';
import { eddm } from '../../../../app/timeline/detectors/eddm.ts';
import { hddmA } from '../../../../app/timeline/detectors/hddmA.ts';
import { hddmW } from '../../../../app/timeline/detectors/hddmW.ts';
import { kswin } from '../../../../app/timeline/detectors/kswin.ts';
import { pageHinkley } from '../../../../app/timeline/detectors/pageHinkley.ts';
import { alarmsOf } from './support/alarmsOf.ts';
import { PythonRandom } from './support/pythonRandom.ts';
import { alternatingBits, digitStream, risingBits } from './support/riverStreams.ts';

test('the packed streams are whole', () => {
  const sums = [digitStream, risingBits, alternatingBits].map((stream) => stream.reduce((sum, value) => sum + value, 0));
  expect(sums).toEqual([3985, 1000, 1470]);
});

test('Python’s generator is Python’s', () => {
  const random = new PythonRandom(42);
  expect([random.random(), random.random()]).toEqual([0.6394267984578837, 0.025010755222666936]);
});

test('ADWIN', () => {
  expect(alarmsOf(adwin.create(), digitStream)).toEqual([1023]);
  const random = new PythonRandom(42);
  const twice = [0, 1].flatMap(() => [...random.choices([0, 1], 1000), ...random.choices([4, 5, 6, 7], 1000)]);
  expect(alarmsOf(adwin.create(), twice)).toEqual([1023, 2015, 3007]);
});

test('DDM', () => {
  expect(alarmsOf(ddm.create(), risingBits)).toEqual([1049]);
  expect(alarmsOf(ddm.create(), new Float64Array(1000).fill(1))).toEqual([]);
  const random = new PythonRandom(42);
  const stream = [...random.choices([0, 1], 1000), ...random.bits(0.7, 1000)];
  expect(alarmsOf(ddm.create(), stream)).toEqual([1334]);
  const warnings = alarmsOf(ddm.create(), stream, 'warning');
  expect([warnings[0], warnings.find((i) => i > 1334)]).toEqual([1084, 1492]);
});

test('EDDM', () => {
  expect(alarmsOf(eddm.create({ warning: 0.9, drift: 0.8 }), risingBits)).toEqual([1059]);
});

test('HDDM-A', () => {
  expect(alarmsOf(hddmA.create(), risingBits)).toEqual([1047]);
  expect(alarmsOf(hddmA.create({ direction: 'both' }), alternatingBits)).toEqual([531, 1015, 1545]);
});

test('HDDM-W', () => {
  expect(alarmsOf(hddmW.create(), risingBits)).toEqual([1018]);
  expect(alarmsOf(hddmW.create({ direction: 'both' }), alternatingBits)).toEqual([507, 1032, 1508]);
});

test('Page-Hinkley', () => {
  const up = alarmsOf(pageHinkley.create({ direction: 'up' }), alternatingBits);
  const down = alarmsOf(pageHinkley.create({ direction: 'down' }), alternatingBits);
  const both = alarmsOf(pageHinkley.create(), alternatingBits);
  expect({ up, down, both }).toEqual({ up: [588, 1681], down: [1172], both: [588, 1097, 1585] });
});

test('KSWIN with Python’s draws', () => {
  const wide = kswin.create({ alpha: 0.0001, window: 200, recent: 100 }, () => new PythonRandom(42));
  expect(alarmsOf(wide, digitStream)).toEqual([1042]);
});

test('the stream of river’s documents', () => {
  const random = new PythonRandom(12345);
  const stream = [...random.choices([0, 1], 1000), ...random.choices([4, 5, 6, 7], 1000)];
  const found = {
    adwin: alarmsOf(adwin.create(), stream),
    pageHinkley: alarmsOf(pageHinkley.create(), stream),
    kswin: alarmsOf(
      kswin.create({ alpha: 0.0001 }, () => new PythonRandom(42)),
      stream,
    ),
  };
  expect(found).toEqual({ adwin: [1023], pageHinkley: [1006], kswin: [1016] });
});
