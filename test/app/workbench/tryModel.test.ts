import { expect, it } from 'vitest';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { AppError } from '../../../app/base/errors.ts';
import { namingGivenFile } from '../../../app/workbench/tryModel.ts';

it('an error about the repaired copy names the file that was given', () => {
  const model = { card: { path: '/home/me/churn.onnx' } as ModelCard, runPath: '/cache/models/ab12.onnx' };
  const error = new AppError('MODEL_INVALID', 'Load model from /cache/models/ab12.onnx failed', {
    hint: 'Look at /cache/models/ab12.onnx.',
    where: { file: '/cache/models/ab12.onnx', tensor: 'x' },
  });
  expect(namingGivenFile(error, model)).toMatchObject({
    code: 'MODEL_INVALID',
    message: 'Load model from /home/me/churn.onnx failed',
    hint: 'Look at /home/me/churn.onnx.',
    where: { file: '/home/me/churn.onnx', tensor: 'x' },
  });
  const fault = new Error('x');
  expect(namingGivenFile(fault, model)).toBe(fault);
});
