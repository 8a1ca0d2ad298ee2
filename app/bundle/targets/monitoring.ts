// Prometheus and Grafana for the server: what to scrape, what to be told of, what to look at.
import { alertRules } from '../monitoring/alertRules.ts';
import { dashboard } from '../monitoring/dashboard.ts';
import { jsonSource, textSource } from '../zip/sources.ts';
import type { BundleTarget, Finding } from './target.ts';

/** `host` is the name of the service in docker-compose.yml. */
function prometheusConfig(name: string): string {
  return `# For the compose file of this bundle: docker compose --profile monitoring up. Elsewhere, put your own targets below.
global:
  scrape_interval: 15s
  evaluation_interval: 15s
rule_files:
  - alerts.yml
scrape_configs:
  - job_name: drydock
    metrics_path: /metrics
    # Where the server has an API_KEY:
    # authorization:
    #   credentials_file: /etc/prometheus/api-key
    static_configs:
      - targets: ["${name}:8080"]
`;
}

const grafanaSource = `apiVersion: 1
datasources:
  - name: Prometheus
    type: prometheus
    access: proxy
    url: http://prometheus:9090
    isDefault: true
`;

const grafanaDashboards = `apiVersion: 1
providers:
  - name: drydock
    type: file
    options:
      path: /etc/grafana/dashboards
`;

/** Limits from few windows are the common ones, which the person should know. */
function lint({ baseline }: Parameters<BundleTarget['lint']>[0]): Finding[] {
  if (baseline.window.count >= 3) return [];
  return [
    {
      rule: 'monitoring-few-windows',
      severity: 'note',
      message: `The validated rows make ${baseline.window.count} windows of ${baseline.window.rows}: too few to tell how far they vary, so that drift alerts begin at the common limit of 0.25.`,
      fix: 'Validate on more rows, or adapt the limits to what you see.',
    },
  ];
}

export const monitoring: BundleTarget = {
  id: 'monitoring',
  title: 'Monitoring',
  what: 'Prometheus configuration, alerts with limits from the validated rows, and a Grafana dashboard.',
  folder: 'monitoring',
  checked:
    'configuration and alerts by promtool, and scraped and evaluated by a real Prometheus; the dashboard against its form, its queries by Prometheus',
  isDefault: true,
  files: ({ sources, baseline }) => [
    textSource('monitoring/prometheus.yml', prometheusConfig(sources.name)),
    textSource('monitoring/alerts.yml', alertRules(baseline)),
    jsonSource('monitoring/grafana-dashboard.json', dashboard(sources.name)),
    textSource('monitoring/grafana/datasources.yml', grafanaSource),
    textSource('monitoring/grafana/dashboards.yml', grafanaDashboards),
  ],
  lint,
};
