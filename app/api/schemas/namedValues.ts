import { z } from 'zod';

/**
 * An object whose keys are names that come from data: columns, labels. A record of zod's leaves out the key `__proto__`,
 * which is a name like any other. The values are checked and stay as they are.
 */
export function namedValues<V extends z.ZodType>(value: V): z.ZodType<Record<string, z.output<V>>, Record<string, z.output<V>>> {
  return z
    .custom<Record<string, z.output<V>>>(
      (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
      'Invalid input: expected record',
    )
    .superRefine((given, context) => {
      for (const [name, one] of Object.entries(given)) {
        for (const issue of value.safeParse(one).error?.issues ?? []) {
          context.addIssue({ code: 'custom', message: issue.message, path: [name, ...issue.path] });
        }
      }
    });
}
