// Who may talk to the workbench: pages it served itself, opened with the token it printed.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

export interface OriginGuard {
  /** Exact Host header: a name that was made to point here (DNS rebinding) is not ours. */
  isOurHost(request: IncomingMessage): boolean;
  /** Exact Origin header, which every browser sends with WebSockets and PUT. */
  isOurOrigin(request: IncomingMessage): boolean;
  isOurToken(token: string): boolean;
  hasSession(request: IncomingMessage): boolean;
  /** Value of Set-Cookie for somebody who showed the token. */
  sessionCookie(): string;
}

export function createOriginGuard(options: { host: string; port: number; token: string }): OriginGuard {
  const { host, port, token } = options;
  const names = isLoopback(host)
    ? [...loopbackNames, host]
    : [...loopbackNames, host, ...Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(addressName))];
  const hosts = new Set(names.map((name) => `${name}:${String(port)}`.toLowerCase()));
  const origins = new Set([...hosts].map((name) => `http://${name}`));
  // Cookies know no ports: two workbenches on one machine must not take each other's.
  const cookieName = `drydock-${String(port)}`;
  const session = randomBytes(32).toString('base64url');
  return {
    isOurHost: (request) => hosts.has((request.headers.host ?? '').toLowerCase()),
    isOurOrigin: (request) => origins.has(request.headers.origin ?? ''),
    isOurToken: (given) => sameText(given, token),
    hasSession: (request) => cookies(request.headers.cookie, cookieName).some((value) => sameText(value, session)),
    sessionCookie: () => `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
  };
}

function addressName({ address, family }: { address: string; family: string }): string {
  return family === 'IPv6' ? `[${address}]` : address;
}

function cookies(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
