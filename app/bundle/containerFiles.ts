// Dockerfile and compose file: non-root, read-only, no privileges, health checked. Base image pinnable by digest.
import type { RuntimePlatform } from '../api/schemas/bundles.ts';
import type { CapacityPlan } from '../api/schemas/capacity.ts';
import { logVariables } from './logVariables.ts';
import { measuredSettings, settings, variablesOf } from './settingsTable.ts';

/** Installs the runtime from the lock file. */
const installStage = `FROM \${BASE} AS dependencies
WORKDIR /bundle/server
COPY server/package.json server/package-lock.json ./
# Install scripts would only fetch GPU libraries; the CPU runtime is in the package.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \\
 && rm -rf node_modules/onnxruntime-node/bin/napi-v*/darwin node_modules/onnxruntime-node/bin/napi-v*/win32

`;

/** `platforms`: those whose libraries lie in runtime/. An image with them is built without a package registry. */
export function dockerfile(name: string, platforms: readonly RuntimePlatform[]): string {
  const shipped = platforms.filter((platform) => platform.startsWith('linux-'));
  const isShipped = shipped.length > 0;
  const processors = shipped.map((platform) => (platform === 'linux-x64' ? 'linux/amd64' : 'linux/arm64')).join(', ');
  return `# Build:  docker build -t ${name} .
# Run:    docker run --read-only --cap-drop ALL -p 127.0.0.1:8080:8080 ${name}
# The base can be pinned by digest: --build-arg BASE=node:20-bookworm-slim@sha256:…
${isShipped ? `# The runtime comes from runtime/, for ${processors}: beyond the base image, building needs no network.\n` : ''}ARG BASE=node:20-bookworm-slim

${isShipped ? '' : installStage}FROM \${BASE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /bundle
${isShipped ? 'COPY runtime ./runtime' : 'COPY --from=dependencies /bundle/server/node_modules ./server/node_modules'}
COPY manifest.json openapi.json ./
COPY model ./model
COPY monitoring/baseline.json ./monitoring/
COPY server/server.mjs server/package.json ./server/
# Where the prediction log can go, if DRYDOCK_LOG_DIR=/log is set and a volume is mounted there.
RUN install -d -o node -g node -m 700 /log
# The user "node" of the base image; by number, so that a cluster can tell that it is not root.
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||8080)+'/v2/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "server/server.mjs"]
`;
}

export const dockerignore = `*
!manifest.json
!openapi.json
!model
!monitoring
monitoring/*
!monitoring/baseline.json
!runtime
!server
server/node_modules
`;

/** Started by: docker compose --profile monitoring up */
const monitoringServices = `
  prometheus:
    image: prom/prometheus:v3.5.0
    profiles: [monitoring]
    ports:
      - "127.0.0.1:9090:9090"
    volumes:
      - ./monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro
      - ./monitoring/alerts.yml:/etc/prometheus/alerts.yml:ro
      - prometheus:/prometheus
    restart: unless-stopped

  grafana:
    image: grafana/grafana:12.1.1
    profiles: [monitoring]
    ports:
      - "127.0.0.1:3000:3000"
    environment:
      GF_ANALYTICS_REPORTING_ENABLED: "false"
      GF_ANALYTICS_CHECK_FOR_UPDATES: "false"
    volumes:
      - ./monitoring/grafana/datasources.yml:/etc/grafana/provisioning/datasources/drydock.yml:ro
      - ./monitoring/grafana/dashboards.yml:/etc/grafana/provisioning/dashboards/drydock.yml:ro
      - ./monitoring/grafana-dashboard.json:/etc/grafana/dashboards/drydock.json:ro
    restart: unless-stopped
`;

/** Where the container listens is no setting of compose, and a key in a file is a secret of its own. */
const fixedVariables = new Set(['HOST', 'PORT', 'API_KEY_FILE']);

/** Those that .env sets, each with what holds where it does not; empty = the server's own default. */
function composeEnvironment(capacity: CapacityPlan | null): string {
  const fallbacks: Record<string, string> = { LOG_LEVEL: 'info', ...measuredSettings(capacity) };
  const names = [...settings.flatMap(variablesOf), ...logVariables.map(({ name }) => name)];
  return names
    .filter((name) => !fixedVariables.has(name))
    .map((name) => `      ${name}: \${${name}:-${fallbacks[name] ?? ''}}`)
    .join('\n');
}

/** Read by compose beside docker-compose.yml. Everything is commented out: as it is shipped, defaults hold and nothing is logged. */
export function composeVariables(capacity: CapacityPlan | null): string {
  const measured = measuredSettings(capacity);
  const entry = (names: readonly string[], fallback: string, what: string, example?: string): string[] => [
    '',
    `# ${names.join(', ')}: ${what}. Default: ${fallback}.`.replaceAll('`', ''),
    ...names.map((name) => `#${name}=${measured[name] ?? example ?? (/^[\w.]+$/.test(fallback) ? fallback : '')}`),
  ];
  const ofServer = settings.flatMap((row) => {
    const names = variablesOf(row).filter((name) => !fixedVariables.has(name));
    const [, fallback, what] = row;
    if (names.length === 0) return [];
    const told = names.map((name) => measured[name]).find((value) => value !== undefined);
    return entry(names, told === undefined ? fallback : `${told}, as the load test measured it`, what);
  });
  return [
    '# Settings of the server, read by docker compose. To change one, remove the # before its name and set the value after the =.',
    ...ofServer,
    '',
    '# Prediction log of the server, off until DRYDOCK_LOG_DIR is set. The values shown below are examples; /log is a volume of',
    '# docker-compose.yml.',
    ...logVariables.flatMap(({ name, fallback, what, example }) => entry([name], fallback, what, example)),
    '',
  ].join('\n');
}

/** `withMonitoring`: the files of that target are there, too. */
export function composeFile(
  name: string,
  { withMonitoring, capacity }: { withMonitoring: boolean; capacity: CapacityPlan | null },
): string {
  return `services:
  ${name}:
    build: .
    image: ${name}:1
    ports:
      - "127.0.0.1:8080:8080"
    read_only: true
    tmpfs:
      - /tmp
    cap_drop:
      - ALL
    security_opt:
      - no-new-privileges:true
    restart: unless-stopped
    stop_grace_period: 30s
    mem_limit: 2g
    environment:
      # Set in .env; empty = the default (see README.md).
${composeEnvironment(capacity)}
      # An API key in a file, instead of API_KEY: take the marks away here, below and at the end.
      #API_KEY_FILE: /run/secrets/api_key
    #secrets:
    #  - api_key
    volumes:
      - predictions:/log
${withMonitoring ? monitoringServices : ''}
volumes:
  predictions:
${withMonitoring ? '  prometheus:\n' : ''}
#secrets:
#  api_key:
#    file: ./api-key.txt
`;
}
