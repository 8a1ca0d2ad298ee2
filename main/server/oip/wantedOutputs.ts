import { AppError } from '../../../app/base/errors.ts';
import { fields, own, parametersOf, type Fields } from './fields.ts';

export interface WantedOutput {
  name: string;
  binary: boolean;
}

function invalid(message: string, hint: string): AppError {
  return new AppError('INVALID_INPUT', message, { hint });
}

/** Which outputs the request asks for, and in which form; all of them when it does not say. */
export function wantedOutputs(request: Fields, known: string[]): WantedOutput[] {
  const binaryByDefault = own(parametersOf(request, 'the request'), 'binary_data_output') === true;
  const asked = own(request, 'outputs');
  if (asked === undefined || asked === null || (Array.isArray(asked) && asked.length === 0)) {
    return known.map((name) => ({ name, binary: binaryByDefault }));
  }
  if (!Array.isArray(asked)) throw invalid('"outputs" must be an array.', 'Leave it out to get every output.');
  const wanted = asked.map((item: unknown) => {
    const output = fields(item, 'Each of "outputs"');
    const name = own(output, 'name');
    if (typeof name !== 'string' || !known.includes(name)) {
      throw invalid(
        `The model has no output ${JSON.stringify(name)?.slice(0, 80) ?? 'without a name'}.`,
        `It has: ${known.join(', ')}.`,
      );
    }
    const binary = own(parametersOf(output, `output "${name}"`), 'binary_data');
    return { name, binary: typeof binary === 'boolean' ? binary : binaryByDefault };
  });
  if (new Set(wanted.map((output) => output.name)).size < wanted.length) {
    throw invalid('An output is asked for twice.', 'Name each output once.');
  }
  return wanted;
}
