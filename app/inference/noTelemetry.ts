/**
 * Since 1.29 the official builds of ONNX Runtime for Linux and macOS report their use to Microsoft and keep a store for it
 * in the cache folder. This variable turns all of it off: no upload, no device id, no store. It is read once, when the
 * library starts, so it is set before the library is loaded and handed to every child process.
 * Source: microsoft/onnxruntime, docs/Privacy.md and pull request 27379.
 */
export const noTelemetry = { ORT_DISABLE_TELEMETRY: '1' };
