import { noTelemetry } from '../../app/inference/noTelemetry.ts';

/** What a child may inherit. Everything else (NODE_OPTIONS, LD_PRELOAD, DYLD_*, keys of other programs) stays behind. */
const inherited =
  /^(PATH|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|USER|USERNAME|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|PROGRAMDATA|PROGRAMFILES(\(X86\))?|APPDATA|LOCALAPPDATA|XDG_\w+|DISPLAY|WAYLAND_DISPLAY|LD_LIBRARY_PATH|CUDA_\w+|NVIDIA_\w+|VK_\w+|OMP_NUM_THREADS|NODE_EXTRA_CA_CERTS|DRYDOCK_\w+)$/i;

/**
 * A minimal environment for a child process; ONNX Runtime is kept from reporting there.
 * LD_LIBRARY_PATH and CUDA_* are how GPU libraries are found, NODE_EXTRA_CA_CERTS whose certificates of servers are trusted.
 */
export function childEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
  const environment: Record<string, string> = { ...noTelemetry };
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && inherited.test(name)) environment[name] = value;
  }
  return environment;
}
