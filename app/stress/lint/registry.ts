// Every check of a graph. Adding one: a file in checks/, and its line here. The window, the command line and the guide
// read this list.
import { ProviderName } from '../../api/schemas/runs.ts';
import { batchSize } from './checks/batchSize.ts';
import { constantOutputs } from './checks/constantOutputs.ts';
import { deadInputs } from './checks/deadInputs.ts';
import { notNumbers } from './checks/notNumbers.ts';
import { providerParity } from './checks/providerParity.ts';
import { repeat } from './checks/repeat.ts';
import { sampledRows } from './checks/sampledRows.ts';
import { saturation } from './checks/saturation.ts';
import type { LintRule } from './lintContext.ts';

export const lintRules: readonly LintRule[] = [
  sampledRows,
  notNumbers,
  constantOutputs,
  saturation,
  deadInputs,
  batchSize,
  repeat,
];

/** The check of that name; those of providers are called "provider:webgpu". */
export function lintRule(id: string): LintRule | undefined {
  const provider = ProviderName.exclude(['auto', 'cpu']).safeParse(id.replace(/^provider:/, ''));
  return provider.success ? providerParity(provider.data) : lintRules.find((rule) => rule.id === id);
}
