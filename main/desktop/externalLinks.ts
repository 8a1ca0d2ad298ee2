/** The only places outside that the window may open in the person's browser. */
const allowedHosts = new Set(['github.com', 'onnx.ai', 'onnxruntime.ai', 'scikit-learn.org']);

/** Exact hosts over https, without names or ports smuggled in. */
export function isAllowedExternal(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  return (
    url.protocol === 'https:' && allowedHosts.has(url.hostname) && url.port === '' && url.username === '' && url.password === ''
  );
}
