// Nodes that turn what goes into a product into whole numbers of 8 bits.
import { roundHalfEven } from '../../base/roundHalfEven.ts';
import { concatBytes } from '../protobufWriter.ts';
import { elementNumber, floatBytes, tensorField, type NewNode } from './graphMessages.ts';

/** Where ReduceMax takes its axes as an input. */
const axesAsInput = 18;
/** Where ReduceSum does. */
const sumAxesAsInput = 13;

export interface Steps {
  nodes: NewNode[];
  /** Fields of the graph. */
  tensors: Uint8Array;
  /** Names: the whole numbers, which of them means zero, and what one step is worth, a number for each row. */
  whole: string;
  point: string;
  scale: string;
}

export interface Quantizer {
  stepsOf(input: string): Steps;
  /** What all of them need. */
  tensors: Uint8Array;
}

interface About {
  opset: number;
  fresh: (base: string) => string;
}

/** Lowest and highest value. */
export interface Range {
  low: number;
  high: number;
}

const one = (name: string, value: number): Uint8Array => tensorField(name, 'float32', { dims: [], raw: floatBytes([value]) });
const pointField = (name: string, value: number): Uint8Array =>
  tensorField(name, 'uint8', { dims: [], raw: Uint8Array.of(value) });

/** Nodes that add to `scale` what is no number where any number of a row of `sizes` is none: a sum may overlook that. */
function marking(
  { opset, fresh }: About,
  names: { sizes: string; scale: string; marked: string; nought: string; axes: string },
): NewNode[] {
  const { sizes, scale, marked, nought, axes } = names;
  const [none, mark] = [fresh(`${sizes}_none`), fresh(`${sizes}_mark`)];
  return [
    // 0 · x is 0 for every number, and none for what is none.
    { op: 'Mul', inputs: [sizes, nought], outputs: [none] },
    reduced('ReduceSum', { from: none, to: mark, axes, isInput: opset >= sumAxesAsInput }),
    { op: 'Add', inputs: [scale, mark], outputs: [marked] },
  ];
}

function reduced(op: string, { from, to, axes, isInput }: { from: string; to: string; axes: string; isInput: boolean }): NewNode {
  return isInput
    ? { op, inputs: [from, axes], outputs: [to], ints: { keepdims: 1 } }
    : { op, inputs: [from], outputs: [to], ints: { axes: [-1], keepdims: 1 } };
}

/** The last axis, as a tensor. */
const axesField = (name: string): Uint8Array => tensorField(name, 'int64', { dims: [1], raw: new Uint8Array(8).fill(255) });

/**
 * Whole numbers 1..255 around 128, each row by a scale of its own: its largest size is 127 steps. onnxruntime's
 * DynamicQuantizeLinear takes one scale from the whole batch: an answer would depend on the other rows of a request, and a
 * server would not answer what was validated. A row with a number that is none has a scale that is none.
 */
export function quantizeByRow({ opset, fresh }: About): Quantizer {
  const [steps, zero, nought, least, axes, point] = ['steps', 'zero', 'nought', 'least', 'axes', 'point'].map((name) =>
    fresh(`int8_${name}`),
  ) as [string, string, string, string, string, string];
  return {
    tensors: concatBytes([
      one(steps, 127),
      one(zero, 128),
      one(nought, 0),
      one(least, 1e-30),
      axesField(axes),
      pointField(point, 128),
    ]),
    stepsOf(input) {
      const [size, top, some, scale, marked, ratio, rounded, shifted, whole] = [
        'size',
        'top',
        'some',
        'scale',
        'marked',
        'ratio',
        'steps',
        'shifted',
        'int8',
      ].map((what) => fresh(`${input}_${what}`)) as [string, string, string, string, string, string, string, string, string];
      return {
        nodes: [
          { op: 'Abs', inputs: [input], outputs: [size] },
          reduced('ReduceMax', { from: size, to: top, axes, isInput: opset >= axesAsInput }),
          { op: 'Max', inputs: [top, least], outputs: [some] },
          { op: 'Div', inputs: [some, steps], outputs: [scale] },
          ...marking({ opset, fresh }, { sizes: size, scale, marked, nought, axes }),
          { op: 'Div', inputs: [input, scale], outputs: [ratio] },
          { op: 'Round', inputs: [ratio], outputs: [rounded] },
          { op: 'Add', inputs: [rounded, zero], outputs: [shifted] },
          { op: 'Cast', inputs: [shifted], outputs: [whole], ints: { to: elementNumber.uint8 } },
        ],
        tensors: new Uint8Array(0),
        whole,
        point,
        scale: marked,
      };
    },
  };
}

/**
 * Whole numbers 0..255 by a scale that is fixed for each activation: what lies beyond its range is cut off there. A row with a
 * number that is none has a scale that is none.
 */
export function quantizeByRange({ opset, fresh }: About, ranges: ReadonlyMap<string, Range>): Quantizer {
  const [nought, axes] = [fresh('int8_nought'), fresh('int8_axes')];
  return {
    tensors: concatBytes([one(nought, 0), axesField(axes)]),
    stepsOf(input) {
      const [scale, point, marked, whole] = ['scale', 'point', 'marked', 'int8'].map((what) => fresh(`${input}_${what}`)) as [
        string,
        string,
        string,
        string,
      ];
      const steps = stepsOfRange(ranges.get(input) ?? { low: 0, high: 0 });
      return {
        nodes: [
          { op: 'QuantizeLinear', inputs: [input, scale, point], outputs: [whole] },
          ...marking({ opset, fresh }, { sizes: input, scale, marked, nought, axes }),
        ],
        tensors: concatBytes([one(scale, steps.scale), pointField(point, steps.point)]),
        whole,
        point,
        scale: marked,
      };
    },
  };
}

/**
 * The scale and the zero point of 8 bits without sign over a range, as onnxruntime.quantization computes them of the smallest and
 * largest value (CalibrationMethod.MinMax, QUInt8): the range is widened to hold 0, which is a whole number then.
 * Example: -1 to 3 has the scale 4/255 and the zero point 64.
 */
export function stepsOfRange(range: Range): { scale: number; point: number } {
  const [low, high] = [Math.min(range.low, 0), Math.max(range.high, 0)];
  const scale = (high - low) / 255;
  // Less than the smallest normal number of single precision: there is nothing to tell apart.
  if (scale < 2 ** -126) return { scale: 1, point: 0 };
  return { scale: Math.fround(scale), point: roundHalfEven(-low / scale) };
}
