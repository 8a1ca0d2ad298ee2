// /docs: openapi.json for people, with commands to copy and a form to try /predict. No script but its own, nothing from elsewhere.
import type { Answer } from '../answers.ts';
import { openApiView, type Call } from './openApiView.ts';
import { escapeHtml as escape, pageAnswer } from './page.ts';

/** Sends what is in the form, as it is there, and shows the answer as it came. */
const script = `
const form = document.getElementById('try');
const byId = (id) => document.getElementById(id);
byId('type').addEventListener('change', () => { byId('body').value = byId('type').selectedOptions[0].dataset.example; });
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const output = byId('answer');
  output.textContent = '…';
  const key = byId('key').value;
  const startedAt = performance.now();
  try {
    const response = await fetch('/predict', {
      method: 'POST',
      headers: { 'Content-Type': byId('type').value, ...(key === '' ? {} : { 'X-API-Key': key }) },
      body: byId('body').value,
    });
    const text = await response.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* shown as it is */ }
    output.textContent = response.status + ' in ' + Math.round(performance.now() - startedAt) + ' ms\\n' + shown;
  } catch (error) {
    output.textContent = 'The server could not be reached: ' + error.message;
  }
});
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.textContent = 'Copied';
  });
}
`;

/** One word of a POSIX shell. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function csvCell(value: unknown): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Header and one line of a named row. */
function csvOf(row: Record<string, unknown>): string {
  return `${Object.keys(row).map(csvCell).join(',')}\n${Object.values(row).map(csvCell).join(',')}\n`;
}

function command(base: string, { method, path, bodies }: Call): string {
  const url = shellQuote(`${base}${path}`);
  const [body] = bodies;
  if (method !== 'POST' || !body) return `curl -s ${url}`;
  return `curl -s ${url} -H ${shellQuote(`Content-Type: ${body.type}`)} \\\n  -d ${shellQuote(JSON.stringify(body.example ?? null))}`;
}

interface Field {
  name: string;
  type: string;
  what: string;
}

interface Shape {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  $ref?: string;
  items?: Shape;
  properties?: Record<string, Shape>;
}

function typeText(shape: Shape): string {
  if (shape.$ref !== undefined) return shape.$ref.split('/').at(-1) ?? '';
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(' | ');
  const types = [shape.type ?? 'any'].flat().map((type) => (type === 'array' ? `array of ${typeText(shape.items ?? {})}` : type));
  return types.join(' or ');
}

function fieldsOf(schema: unknown): Field[] {
  const { properties = {} } = schema as Shape;
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    type: typeText(shape),
    what: shape.description ?? '',
  }));
}

function fieldTable(fields: readonly Field[]): string {
  const rows = fields.map(
    ({ name, type, what }) =>
      `<tr><td><code>${escape(name)}</code></td><td><code>${escape(type)}</code></td><td>${escape(what)}</td></tr>`,
  );
  return `<table><thead><tr><th>Name</th><th>Type</th><th>What</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function callSection(call: Call, base: string): string {
  const bodies = call.bodies.map(
    ({ type, schema }) =>
      `<details><summary>Body as <code>${escape(type)}</code></summary><pre>${escape(JSON.stringify(schema, null, 2))}</pre></details>`,
  );
  const answers = call.answers.map(
    ({ status, description }) => `<tr><td><code>${escape(status)}</code></td><td>${escape(description)}</td></tr>`,
  );
  return `<section><h2><span class="verb">${escape(call.method)}</span> <code>${escape(call.path)}</code></h2>
<p>${escape(call.summary)}</p><pre>${escape(command(base, call))}</pre><button type="button" data-copy>Copy</button>
${bodies.join('')}<details><summary>Answers</summary><table><tbody>${answers.join('')}</tbody></table></details></section>`;
}

function tryForm(example: unknown): string {
  const rows = JSON.stringify(example, null, 2);
  const [first] = Array.isArray(example) ? (example as unknown[]) : [];
  const csv = csvOf((first ?? {}) as Record<string, unknown>);
  const option = (type: string, text: string): string =>
    `<option value="${escape(type)}" data-example="${escape(text)}">${escape(type)}</option>`;
  return `<section><h2>Try it</h2><p>A row of the validated data. What you send is answered as any other request.</p>
<form id="try"><label>Form <select id="type">${option('application/json', rows)}${option('text/csv', csv)}</select></label>
<label>Body <textarea id="body" rows="8" spellcheck="false">${escape(rows)}</textarea></label>
<label>API key, where the server asks for one <input id="key" type="password" autocomplete="off"></label>
<button type="submit">Predict</button></form><pre id="answer" role="status" aria-live="polite">No answer yet.</pre></section>`;
}

/** Host as the browser named it, for commands that can be copied; nothing of it that is no host. */
function baseUrl(host: string | undefined): string {
  return host !== undefined && /^[\w.[\]:-]{1,255}$/.test(host) ? `http://${host}` : 'http://127.0.0.1:8080';
}

/** The parts that people call come first. */
const last = ['/v2/health/', '/metrics', '/openapi.json', '/docs', '/versions/1'];
const isLast = ({ path }: Call): boolean => path === '/' || last.some((part) => path.includes(part));

export function docsPage(openapi: string, host: string | undefined): Answer {
  const view = openApiView(openapi);
  const base = baseUrl(host);
  const example = view.calls.find(({ path }) => path === '/predict')?.bodies[0]?.example;
  const calls = [...view.calls.filter((call) => !isLast(call)), ...view.calls.filter(isLast)];
  const body = `<h1>${escape(view.title)}</h1><p>${escape(view.description)} <a href="/openapi.json">openapi.json</a> · <a href="/">Status</a></p>
${tryForm(example)}
<section><h2>A row</h2>${fieldTable(fieldsOf(view.schemas['Row']))}</section>
<section><h2>A prediction</h2>${fieldTable(fieldsOf(view.schemas['Prediction']))}</section>
${calls.map((call) => callSection(call, base)).join('\n')}`;
  return pageAnswer({ title: `${view.title}: API`, body, script });
}
