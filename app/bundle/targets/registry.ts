import type { BundleFinding } from '../../api/schemas/bundles.ts';
import { AppError } from '../../base/errors.ts';
import { bundleRules } from '../lint/bundleRules.ts';
import type { ZipSource } from '../zip/writeZip.ts';
import { container } from './container.ts';
import { monitoring } from './monitoring.ts';
import type { BundleTarget, TargetContext } from './target.ts';

/** In the order they are offered. */
export const bundleTargets: readonly BundleTarget[] = [container, monitoring];

/** Nothing asked for = the default ones; "all" = every one. */
export function chosenTargets(ids: readonly string[] | undefined): BundleTarget[] {
  if (ids === undefined) return bundleTargets.filter(({ isDefault }) => isDefault);
  if (ids.includes('all')) return [...bundleTargets];
  const unknown = ids.find((id) => !bundleTargets.some((target) => target.id === id));
  if (unknown !== undefined) {
    throw new AppError('INVALID_INPUT', `There is no target "${unknown}".`, {
      hint: `Choose of: ${bundleTargets.map(({ id }) => id).join(', ')}, or all.`,
    });
  }
  return bundleTargets.filter(({ id }) => ids.includes(id));
}

/** Every finding about the bundle itself and these targets. */
export function lintTargets(targets: readonly BundleTarget[], context: TargetContext): BundleFinding[] {
  return [
    ...bundleRules.flatMap((rule) => rule(context).map((finding) => ({ target: null, ...finding }))),
    ...targets.flatMap((target) => target.lint(context).map((finding) => ({ target: target.id, ...finding }))),
  ];
}

/**
 * Files of these targets, and what was found about them.
 * @throws CONFLICT, naming every finding that keeps a target, or the bundle, from working.
 */
export async function targetFiles(
  targets: readonly BundleTarget[],
  context: TargetContext,
): Promise<{ files: ZipSource[]; findings: BundleFinding[] }> {
  const findings = lintTargets(targets, context);
  const blocking = findings.filter(({ severity }) => severity === 'blocking');
  if (blocking.length > 0) {
    throw new AppError(
      'CONFLICT',
      blocking.map(({ target, message }) => (target === null ? message : `Target ${target}: ${message}`)).join(' '),
      { hint: blocking.map(({ fix }) => fix).join(' ') },
    );
  }
  const files: ZipSource[] = [];
  for (const target of targets) files.push(...(await target.files(context)));
  return { files, findings };
}
