import { readdirSync } from 'node:fs';
import type { ProviderStatus } from '../api/schemas/runs.ts';
import { providerLabels, providerReason, type RunnableProvider } from './providerReason.ts';
import { openSession } from './runtime.ts';
import { isAppError } from '../base/errors.ts';

/** Y = Relu(X W), X float32 [N, 2], W = [[1, -1], [2, 3]]: small, and something every provider takes. */
const PROBE_MODEL =
  'CAgSB2RyeWRvY2saATE6cQoRCgFYCgFXEgFIIgZNYXRNdWwKDAoBSBIBWSIEUmVsdRIFZ3JhcGgqGwgCCAIQAUIBV0oQAACAPwAA' +
  'gL8AAABAAABAQFoUCgFYEg8KDQgBEgkKAxIBTgoCCAJiFAoBWRIPCg0IARIJCgMSAU4KAggCQgQKABAR';
const PROBE_ROWS = Float32Array.of(1, 2, 3, -4);
const PROBE_ANSWER = [5, 5, 0, 0];

/** The providers that onnxruntime-node can have on a platform, the CPU first; which of them run here, a probe tells. */
export function knownProviders(platform: string = process.platform, arch: string = process.arch): RunnableProvider[] {
  if (platform === 'win32') return ['cpu', 'webgpu', 'dml'];
  if (platform === 'darwin') return ['cpu', 'webgpu', 'coreml'];
  return arch === 'x64' ? ['cpu', 'webgpu', 'cuda', 'tensorrt'] : ['cpu'];
}

/**
 * Whether a graphics adapter found here can only be a program on the processor. Linux tells by its device files (a GPU has
 * a render node, NVIDIA's or WSL's device); a software driver named in the environment is one whatever else is there.
 */
export function hasSoftwareGraphicsOnly(host: {
  platform: string;
  env: Record<string, string | undefined>;
  devices: string[];
}): boolean {
  const drivers = [host.env['VK_DRIVER_FILES'], host.env['VK_ICD_FILENAMES']].join(' ');
  if (/swiftshader|lvp_icd|lavapipe|llvmpipe/i.test(drivers)) return true;
  return (
    host.platform === 'linux' &&
    !host.devices.some((name) => /^(?:renderD\d+|nvidia\d+|nvidiactl|dxg|mali\d+|kgsl.*)$/.test(name))
  );
}

function deviceFiles(): string[] {
  return ['/dev', '/dev/dri'].flatMap((folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  });
}

/**
 * Runs a tiny model on a provider and compares the answer. Never throws: the reason is in the status. Broken drivers can end
 * the process, so call it in one of its own.
 */
export async function probeProvider(name: RunnableProvider): Promise<ProviderStatus> {
  const status = { name, label: providerLabels[name] };
  try {
    const session = await openSession(Buffer.from(PROBE_MODEL, 'base64'), { provider: name, noCpuFallback: true });
    const result = await session.run({ X: { type: 'float32', dims: [2, 2], data: PROBE_ROWS } });
    await session.close();
    const answer = [...(result['Y']?.data as Float32Array)];
    if (!PROBE_ANSWER.every((value, i) => Math.abs(value - (answer[i] ?? NaN)) < 1e-3)) {
      return {
        ...status,
        available: false,
        reason: `It computes wrong numbers here (${answer.join(', ')} instead of ${PROBE_ANSWER.join(', ')}).`,
      };
    }
  } catch (error) {
    const cause = isAppError(error) && error.cause !== undefined ? error.cause : error;
    return { ...status, available: false, reason: providerReason(name, cause) };
  }
  const software =
    name === 'webgpu' && hasSoftwareGraphicsOnly({ platform: process.platform, env: process.env, devices: deviceFiles() });
  if (!software)
    return {
      ...status,
      available: true,
      reason: name === 'cpu' ? 'Runs everywhere.' : 'A small model ran on it with the right result.',
    };
  return {
    ...status,
    label: `${status.label} (software)`,
    available: true,
    software: true,
    reason: 'It works, but through a software adapter: the processor plays the GPU, which is slower than the CPU provider.',
  };
}

/**
 * What `auto` means: a GPU provider that ran its probe on real hardware, else the CPU. Not TensorRT (it compiles for minutes)
 * and not Core ML (known wrong half-precision results): those are for people who ask for them.
 */
export function chooseAuto(statuses: ProviderStatus[]): RunnableProvider {
  const runs = (name: RunnableProvider): boolean =>
    statuses.some((one) => one.name === name && one.available && one.software !== true);
  const known = (name: RunnableProvider): boolean => statuses.some((one) => one.name === name);
  if (runs('cuda')) return 'cuda';
  if (runs('dml')) return 'dml';
  // Windows offers a software adapter to WebGPU; where DirectML finds no GPU, that is what it would be.
  if (runs('webgpu') && !known('dml')) return 'webgpu';
  return 'cpu';
}
