// What a request of ours carries to a bundle's server that runs somewhere already.

/**
 * A request with this header is answered and counted like any other, but neither logged nor compared with the validated rows:
 * golden rows and load tests are nobody's real requests.
 */
export const testHeader = 'X-Drydock-Test';

/** The variable that holds the API key of a server that is verified or load tested. */
export const apiKeyVariable = 'DRYDOCK_API_KEY';
/** The header that brings it. */
export const keyHeader = 'X-API-Key';

export function testHeaders(apiKey: string | undefined): Record<string, string> {
  return { [testHeader]: '1', ...(apiKey !== undefined && apiKey !== '' && { [keyHeader]: apiKey }) };
}
