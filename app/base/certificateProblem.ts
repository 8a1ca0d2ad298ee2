// Why the certificate of a server is not trusted, in words, with what to do.

/** The name of Node's variable for authorities that it does not bring along: a file of certificates (PEM). */
const authoritiesVariable = 'NODE_EXTRA_CA_CERTS';

interface CertificateProblem {
  what: string;
  hint: string;
}

const unknownAuthority = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  // fetch keeps the reason as the cause of its own error.
  for (let at = error; at instanceof Error && codes.length < 4; at = at.cause) codes.push('code' in at ? String(at.code) : '');
  return codes;
}

/**
 * Null for an error that has nothing to do with certificates.
 * Codes: https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export function certificateProblem(error: unknown): CertificateProblem | null {
  for (const code of codesOf(error)) {
    if (unknownAuthority.has(code)) {
      return {
        what: 'its certificate is of no authority that is known here',
        hint: `Where it is your own, name a file with the certificate of its authority (PEM) in ${authoritiesVariable} and start this program again.`,
      };
    }
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
      return {
        what: 'its certificate is for another name',
        hint: 'Give the address by a name that the certificate has, or have one made for this name.',
      };
    }
    if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
      return {
        what: code === 'CERT_HAS_EXPIRED' ? 'its certificate has expired' : 'its certificate is not valid yet',
        hint: 'Have it renewed; where it is good, check the clock of this machine.',
      };
    }
  }
  return null;
}
