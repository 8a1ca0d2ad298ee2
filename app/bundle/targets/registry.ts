import type { BundleFinding } from '../../api/schemas/bundles.ts';
import { AppError } from '../../base/errors.ts';
import { bundleRules } from '../lint/bundleRules.ts';
import { findingsOf } from '../lint/findingsOf.ts';
import type { ZipSource } from '../zip/writeZip.ts';
import { container } from './container.ts';
import { mlflow } from './mlflow.ts';
import { spark } from './spark.ts';
import { kserve } from './kserve.ts';
import { kubernetes } from './kubernetes.ts';
import { openvino } from './openvino.ts';
import { monitoring } from './monitoring.ts';
import type { BundleTarget, TargetContext } from './target.ts';
import { triton } from './triton.ts';

/** In the order they are offered. */
export const bundleTargets: readonly BundleTarget[] = [
  container,
  monitoring,
  kubernetes,
  kserve,
  triton,
  openvino,
  mlflow,
  spark,
];

function targetById(id: string): BundleTarget {
  const found = bundleTargets.find((target) => target.id === id);
  if (found) return found;
  throw new AppError('INVALID_INPUT', `There is no target "${id}".`, {
    hint: `Choose of: ${bundleTargets.map((target) => target.id).join(', ')}, or all.`,
  });
}

/** Nothing asked for = the default ones; "all" = every one that can work. Those that a chosen one needs come with it. */
export function chosenTargets(ids: readonly string[] | undefined): BundleTarget[] {
  if (ids === undefined) return bundleTargets.filter(({ isDefault }) => isDefault);
  const wanted = new Set(ids.filter((id) => id !== 'all'));
  // A set grows while it is gone through: what is needed may need more.
  for (const id of wanted) for (const needed of targetById(id).needs ?? []) wanted.add(needed);
  return ids.includes('all') ? [...bundleTargets] : bundleTargets.filter(({ id }) => wanted.has(id));
}

/** Every finding about the bundle itself and these targets. */
export function lintTargets(targets: readonly BundleTarget[], context: TargetContext): BundleFinding[] {
  return [
    ...findingsOf(bundleRules, context).map((finding) => ({ target: null, ...finding })),
    ...targets.flatMap((target) => target.lint(context).map((finding) => ({ target: target.id, ...finding }))),
  ];
}

/**
 * Files of these targets, and what was found about them.
 * @param blocked what becomes of a target that cannot work there; a bundle that cannot work itself is refused all the same,
 * unless it is only to be looked at ('tell')
 * @throws CONFLICT, naming every finding that keeps a target, or the bundle, from working, where that is to be refused.
 */
export async function targetFiles(
  targets: readonly BundleTarget[],
  blocked: 'refuse' | 'leave out' | 'tell',
  context: TargetContext,
): Promise<{ files: ZipSource[]; findings: BundleFinding[]; written: BundleTarget[] }> {
  const findings = lintTargets(targets, context);
  const blocking = findings.filter(({ severity }) => severity === 'blocking');
  const refused = blocking.filter(({ target }) => blocked === 'refuse' || (blocked === 'leave out' && target === null));
  if (refused.length > 0) {
    throw new AppError(
      'CONFLICT',
      refused.map(({ target, message }) => (target === null ? message : `Target ${target}: ${message}`)).join(' '),
      { hint: [...new Set(refused.map(({ fix }) => fix))].join(' ') },
    );
  }
  const written = targets.filter(({ id }) => !blocking.some(({ target }) => target === id));
  const files: ZipSource[] = [];
  for (const target of written) files.push(...(await target.files(context)));
  // Of one that is left out it matters why, and nothing else.
  const told = findings.filter(
    ({ target, severity }) => severity === 'blocking' || target === null || written.some(({ id }) => id === target),
  );
  return { files, findings: told, written };
}
