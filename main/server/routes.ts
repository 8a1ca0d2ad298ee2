// Which path means what. One table; the route's name is also its label in logs and metrics.
export type Route =
  | 'status'
  | 'predict'
  | 'docs'
  | 'openapi'
  | 'metrics'
  | 'server live'
  | 'server ready'
  | 'server metadata'
  | 'model metadata'
  | 'model ready'
  | 'model infer'
  | 'feedback'
  | 'unknown';

const fixed: Record<string, Route> = {
  '/': 'status',
  '/predict': 'predict',
  '/feedback': 'feedback',
  '/docs': 'docs',
  '/openapi.json': 'openapi',
  '/metrics': 'metrics',
  '/v2': 'server metadata',
  '/v2/health/live': 'server live',
  '/v2/health/ready': 'server ready',
};

const ofModel: Record<string, Route> = {
  '': 'model metadata',
  '/ready': 'model ready',
  '/infer': 'model infer',
  '/feedback': 'feedback',
};
const modelPath = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready|\/infer|\/feedback|)$/;

export interface Target {
  route: Route;
  /** Decoded, for the routes of a model. */
  model?: string;
  version?: string | undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function findRoute(url: string): Target {
  const path = url.split(/[?#]/, 1)[0] ?? '/';
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (Object.hasOwn(fixed, plain)) return { route: fixed[plain]! };
  const match = modelPath.exec(plain);
  if (!match) return { route: 'unknown' };
  return { route: ofModel[match[3]!]!, model: decode(match[1]!), version: match[2] === undefined ? undefined : decode(match[2]) };
}

export function methodsOf(route: Route): string[] {
  return route === 'predict' || route === 'model infer' || route === 'feedback' ? ['POST'] : ['GET', 'HEAD'];
}
