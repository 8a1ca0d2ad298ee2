import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import type { ProviderStatus } from '../../../app/api/schemas/runs.ts';
import { chooseAuto, hasSoftwareGraphicsOnly, knownProviders } from '../../../app/inference/providers.ts';
import { providerReason } from '../../../app/inference/providerReason.ts';
import { bundleScript } from '../../support/bundleScript.ts';

let script: string;

beforeAll(async () => {
  script = await bundleScript('test/app/inference/probe.ts');
});

async function probe(names: string[], env: Record<string, string> = {}): Promise<ProviderStatus[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...names], { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as ProviderStatus[];
}

test('every provider of this platform is probed in a process of its own and gives a reason', async () => {
  const names = knownProviders();
  const statuses = await probe(names);
  expect(statuses.map(({ name }) => name)).toEqual(names);
  expect(statuses[0]).toEqual({ name: 'cpu', label: 'CPU', available: true, reason: 'Runs everywhere.' });
  for (const { reason } of statuses) {
    expect(reason.length).toBeGreaterThan(10);
    expect(reason).not.toMatch(/onnxruntime_src|OrtSessionOptions/);
  }
});

test('a provider of another platform says that it is not built in', async () => {
  const [status] = await probe([process.platform === 'darwin' ? 'dml' : 'coreml']);
  expect(status).toMatchObject({ available: false, reason: expect.stringMatching(/is built without/) });
});

test('a software graphics adapter is marked as one where it runs, and never chosen by auto', async () => {
  const [status] = await probe(['webgpu'], {
    VK_DRIVER_FILES: '/usr/lib/chromium/vk_swiftshader_icd.json',
    XDG_RUNTIME_DIR: tmpdir(),
  });
  expect(status).toMatchObject(
    status?.available
      ? { name: 'webgpu', label: 'WebGPU (software)', software: true }
      : { name: 'webgpu', reason: expect.stringMatching(/No graphics adapter was found|built without/) },
  );
  expect(chooseAuto([status as ProviderStatus])).toBe('cpu');
});

test('a software adapter is told by its driver, or by the absence of any device', () => {
  const linux = { platform: 'linux', env: {}, devices: ['null', 'tty'] };
  expect(hasSoftwareGraphicsOnly(linux)).toBe(true);
  expect(hasSoftwareGraphicsOnly({ ...linux, devices: ['renderD128', 'card0'] })).toBe(false);
  expect(hasSoftwareGraphicsOnly({ ...linux, devices: ['nvidia0'] })).toBe(false);
  expect(
    hasSoftwareGraphicsOnly({
      ...linux,
      devices: ['renderD128'],
      env: { VK_ICD_FILENAMES: '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json' },
    }),
  ).toBe(true);
  expect(hasSoftwareGraphicsOnly({ platform: 'darwin', env: {}, devices: [] })).toBe(false);
});

const status = (name: ProviderStatus['name'], available: boolean, more: Partial<ProviderStatus> = {}): ProviderStatus => ({
  name,
  label: name,
  available,
  reason: 'a test',
  ...more,
});

test('auto takes a GPU that is really there, else the CPU', () => {
  const cpu = status('cpu', true);
  expect(chooseAuto([cpu, status('webgpu', true), status('cuda', true)])).toBe('cuda');
  expect(chooseAuto([cpu, status('webgpu', true), status('cuda', false)])).toBe('webgpu');
  expect(chooseAuto([cpu, status('webgpu', true, { software: true }), status('cuda', false)])).toBe('cpu');
  expect(chooseAuto([cpu, status('webgpu', true), status('dml', true)])).toBe('dml');
  expect(chooseAuto([cpu, status('webgpu', true), status('dml', false)])).toBe('cpu');
  expect(chooseAuto([cpu, status('tensorrt', true), status('coreml', true)])).toBe('cpu');
  expect(chooseAuto([])).toBe('cpu');
});

test('each platform has its providers, the CPU first', () => {
  expect(knownProviders('linux', 'x64')).toEqual(['cpu', 'webgpu', 'cuda', 'tensorrt']);
  expect(knownProviders('linux', 'arm64')).toEqual(['cpu']);
  expect(knownProviders('win32', 'x64')).toEqual(['cpu', 'webgpu', 'dml']);
  expect(knownProviders('darwin', 'arm64')).toEqual(['cpu', 'webgpu', 'coreml']);
});

test.each([
  [
    'cuda',
    'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
    /NVIDIA CUDA libraries are not installed with onnxruntime-node/,
  ],
  [
    'cuda',
    'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version',
    /No NVIDIA GPU was found, or its driver/,
  ],
  ['webgpu', 'Failed to get a WebGPU adapter: No supported adapters', /No graphics adapter was found/],
  [
    'coreml',
    'This session contains graph nodes ... fallback to CPU EP has been explicitly disabled by the user.',
    /took none of the work/,
  ],
] as const)('%s: %s', (name, message, reason) => {
  expect(providerReason(name, new Error(message))).toMatch(reason);
});
