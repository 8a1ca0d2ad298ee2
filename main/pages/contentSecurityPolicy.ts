/**
 * For the window, wherever it is served from: nothing from elsewhere, no inline script, no eval.
 * Inline styles are allowed because the component library writes its theme variables into a style element;
 * they cannot run code, and there is nowhere they could send anything.
 */
export const windowPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For files made of people's data (reports): shown, but in an origin of their own and without scripts. */
export const documentPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export const securityHeaders: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
