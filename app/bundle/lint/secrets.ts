// Secrets by their form. What is found is named, never shown: findings end up in logs.
const forms: { kind: string; pattern: RegExp }[] = [
  { kind: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { kind: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { kind: 'a GitHub token', pattern: /\b(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/ },
  { kind: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30,}\b/ },
  { kind: 'a Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/ },
  { kind: 'a Google API key', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { kind: 'an API key (sk-…)', pattern: /\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}/ },
  { kind: 'a signed token (JWT)', pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  { kind: 'a password in an address', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i },
  {
    kind: 'a password or key',
    pattern: /\b(?:password|passwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)["']?\s*[:=]\s*["']?[^\s"',;]{6,}/i,
  },
];

/** What of it looks like a secret, in words; each kind once. */
export function secretsIn(text: string): string[] {
  return forms.filter(({ pattern }) => pattern.test(text)).map(({ kind }) => kind);
}

/** Names of columns that hold secrets. */
const secretName =
  /(?:^|[_\s.-])(?:password|passwd|pwd|secret|api[_\s.-]?key|private[_\s.-]?key|(?:access|auth|session|refresh)[_\s.-]?token|token)(?:$|[_\s.-])/i;

export function isSecretName(column: string): boolean {
  return secretName.test(column);
}
