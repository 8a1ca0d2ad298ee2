import type { FormKind } from './schemas/forms.ts';

/** Each form in words: its title, and what it is. In the order they are offered. */
export const formWords: Record<FormKind, { title: string; what: string }> = {
  optimized: {
    title: 'Simplified graph',
    what: 'ONNX Runtime has computed what is constant and joined operators; only standard operators, the same precision. It loads faster.',
  },
  float16: {
    title: 'Half-precision weights',
    what: 'Weights are stored as float16 and computed with as float32: about half the file, the same speed.',
  },
  int8: {
    title: '8-bit products',
    what: 'Products with large weight matrices in whole numbers, each row by its own scale: about a quarter of the file, faster where matrices are large.',
  },
  'int8-static': {
    title: '8-bit products, fixed scales',
    what: 'As 8-bit products, with the range of every activation fixed beforehand on rows of the run: faster, and cut off where a row goes beyond it.',
  },
};
