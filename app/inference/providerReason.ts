import type { ProviderName } from '../api/schemas/runs.ts';
import { tellingPart } from './runtimeErrors.ts';

export type RunnableProvider = Exclude<ProviderName, 'auto'>;

export const providerLabels: Record<RunnableProvider, string> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'NVIDIA CUDA',
  tensorrt: 'NVIDIA TensorRT',
  dml: 'DirectML',
  coreml: 'Core ML',
};

const where = (): string => `${process.platform} ${process.arch}`;

/** Why a provider cannot run here, in words, from what the runtime threw. */
export function providerReason(provider: RunnableProvider, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const label = providerLabels[provider];
  if (/backend not found|no available backend/i.test(text)) return `onnxruntime-node for ${where()} is built without ${label}.`;
  if (/Failed to load shared library|LoadLibrary failed|cannot open shared object/i.test(text)) {
    return `The ${label} libraries are not installed with onnxruntime-node on this machine.`;
  }
  if (/Failed to get a WebGPU adapter|No supported adapters|RequestAdapter/i.test(text)) {
    return 'No graphics adapter was found: this machine has no GPU, or its driver (Vulkan, Direct3D 12, Metal) is missing.';
  }
  if (/no CUDA-capable device|CUDA driver version is insufficient|CUDA failure (?:35|100)\b/i.test(text)) {
    return 'No NVIDIA GPU was found, or its driver is missing or too old.';
  }
  if (/DXGI|D3D12|DirectML.*(?:device|adapter)|No (?:GPU|DML) device/i.test(text))
    return 'No GPU with a Direct3D 12 driver was found.';
  if (/fallback to CPU EP has been explicitly disabled/i.test(text)) {
    return `${label} took none of the work: everything would have run on the CPU.`;
  }
  return tellingPart(text);
}
