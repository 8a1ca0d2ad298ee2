// The browser host as an attacker and as a window see it: real HTTP, real WebSockets, a real engine process.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '../../../app/api/contract.ts';
import { connect } from '../../../app/api/rpc.ts';
import { type SocketLike, socketChannel } from '../../../app/api/socketChannel.ts';
import { type BrowserHost, startBrowserHost } from '../../../main/browser/browserHost.ts';
import { spawnNode } from '../../../main/supervisor/spawnNode.ts';
import type { ProgramFiles } from '../../../main/supervisor/programFiles.ts';
import { builtProgram } from '../../support/builtProgram.ts';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let home = '';
let files: ProgramFiles;
let host: BrowserHost;
let cookie = '';
const notices: string[] = [];
const enginePids: number[] = [];

function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      // The path goes out as it is written: no client tidies `..` away.
      { host: '127.0.0.1', port: host.port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

const asWindow = (headers: Record<string, string> = {}): Record<string, string> => ({
  Cookie: cookie,
  Origin: host.origin,
  ...headers,
});

function dial(headers: Record<string, string>): Promise<number | WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'drydock-browser-')));
  files = await builtProgram();
  host = await startBrowserHost({
    files,
    folders: { projects: join(home, 'projects'), config: join(home, 'config'), cache: join(home, 'cache') },
    notice: (text) => notices.push(text),
    uploadLimitBytes: 1000,
    spawn(script, options) {
      const child = spawnNode(script, options);
      enginePids.push(child.pid ?? 0);
      return child;
    },
  });
  const login = await send(new URL(host.url).pathname + new URL(host.url).search);
  cookie = String(login.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(async () => {
  await host.close();
  await rm(home, { recursive: true, force: true });
});

describe('who may come in @security', () => {
  it('the token gives a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const { search } = new URL(host.url);
    const answer = await send(`/${search}&x=1`);
    expect(answer).toMatchObject({ status: 303, headers: { location: '/?x=1' } });
    expect(String(answer.headers['set-cookie'])).toMatch(/^drydock-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  });

  it('tokens are random and long', () => {
    expect(new URL(host.url).searchParams.get('token')).toMatch(/^[\w-]{43}$/);
  });

  it.each(['/?token=wrong', '/?token=', '/'])('%s without the token is refused, with a page that says why', async (path) => {
    const answer = await send(path, { headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('<h1>Drydock</h1>');
  });

  it('a wrong cookie is refused', async () => {
    const name = cookie.split('=')[0] ?? '';
    expect((await send('/', { headers: { Cookie: `${name}=${'A'.repeat(43)}` } })).status).toBe(403);
    expect((await send('/', { headers: { Cookie: `x${cookie}` } })).status).toBe(403);
  });

  it.each(['evil.example', 'evil.example:80', 'localhost', '127.0.0.1:1', 'localhost.evil.example'])(
    'a Host of %s is refused: a name made to point here is not ours',
    async (name) => {
      expect((await send('/', { headers: { ...asWindow(), Host: name } })).status).toBe(403);
    },
  );

  it.each([
    ['no origin', {}],
    ['another origin', { Origin: 'http://evil.example' }],
    ['a null origin', { Origin: 'null' }],
    ['another port', { Origin: 'http://127.0.0.1:1' }],
    ['https', { Origin: 'https://127.0.0.1' }],
  ])('a WebSocket with %s is refused', async (_name, headers) => {
    expect(await dial({ Cookie: cookie, ...headers })).toBe(403);
  });

  it('a WebSocket without the cookie is refused', async () => {
    expect(await dial({ Origin: host.origin })).toBe(403);
  });

  it('an upload from elsewhere is refused, and nothing is written', async () => {
    for (const headers of [{ Cookie: cookie }, { Cookie: cookie, Origin: 'http://evil.example' }, { Origin: host.origin }]) {
      expect((await send('/upload/refused/x.csv', { method: 'PUT', headers, body: 'x' })).status).toBe(403);
    }
    expect(existsSync(join(home, 'projects/uploads/refused'))).toBe(false);
  });

  it('refuses to listen beyond loopback unless told so', async () => {
    await expect(
      startBrowserHost({ files, folders: { projects: home, config: home, cache: home }, host: '0.0.0.0' }),
    ).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
  });

  it('says which port is taken', async () => {
    await expect(
      startBrowserHost({ files, folders: { projects: home, config: home, cache: home }, port: host.port }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(String(host.port)) as string,
    });
  });

  it('listens on loopback alone', () => {
    expect(host.origin).toBe(`http://127.0.0.1:${String(host.port)}`);
  });
});

describe('the pages', () => {
  it('come with a strict policy', async () => {
    const answer = await send('/', { headers: asWindow() });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
    const policy = String(answer.headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*/);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('and their scripts are served, whole or as a head', async () => {
    const answer = await send('/assets/page.js', { headers: asWindow() });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
    expect(await send('/assets/page.js', { method: 'HEAD', headers: asWindow() })).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../package.json',
    '/..%2fmain%2fengine.js',
    '/%2e%2e/main/engine.js',
    '/assets/../../main/engine.js',
    '/..\\main\\engine.js',
    '/..%5cmain%5cengine.js',
    '/%00index.html',
    '/index.html%00.js',
    '/C:/windows/win.ini',
    '/%',
    '/assets',
    '/nope.js',
  ])('%s leads nowhere @security', async (path) => {
    const answer = await send(path, { headers: asWindow() });
    expect(answer.status).toBe(404);
  });

  it('a link that leads out of the window folder is not followed @security', async () => {
    await symlink(files.engine, join(files.window, 'link.js')).catch(() => undefined);
    expect((await send('/link.js', { headers: asWindow() })).status).toBe(404);
  });

  it('only GET, HEAD and PUT are answered', async () => {
    for (const method of ['POST', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect((await send('/', { method, headers: asWindow() })).status).toBe(405);
    }
  });
});

describe('uploads', () => {
  const put = (path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
    send(path, { method: 'PUT', headers: asWindow(headers), body });

  it('are stored under their own names, folders included', async () => {
    const answer = await put('/upload/batch-1/folder%2Fsub%20%C3%BC%2Fdata.csv', 'a,b\n1,2\n');
    const { path } = JSON.parse(answer.body) as { path: string };
    expect(path).toBe(join(home, 'projects/uploads/batch-1/folder/sub ü/data.csv'));
    expect(await readFile(path, 'utf8')).toBe('a,b\n1,2\n');
  });

  it('say so when a file has the name of a folder of the same drop, and keep what was there', async () => {
    expect((await put('/upload/clash/x.csv', 'a\n1\n')).status).toBe(200);
    const again = await put('/upload/clash/x.csv', 'other\n2\n');
    expect(again.status).toBe(409);
    expect(again.body).toContain('Two files of this drop have the same name.');
    expect(await readFile(join(home, 'projects/uploads/clash/x.csv'), 'utf8')).toBe('a\n1\n');
    const below = await put('/upload/clash/x.csv%2Fy', 'b\n2\n');
    expect(below.status).toBe(409);
    expect(below.body).toContain('has the name of one of its folders');
    expect((await put('/upload/clash/folder%2Fz.csv', 'c\n3\n')).status).toBe(200);
    expect((await put('/upload/clash/folder', 'd\n4\n')).status).toBe(409);
    const kept = await readdir(join(home, 'projects/uploads/clash'), { recursive: true });
    expect(kept.sort()).toEqual(['folder', 'folder/z.csv', 'x.csv']);
  });

  it('a stand-in of a large file has its beginning, its end and its size, and goes when the file itself has come', async () => {
    const answer = await put('/stand-in/large/folder%2Fbig.csv?size=5000000&head=6', 'a,b\n1,the end');
    const { path } = JSON.parse(answer.body) as { path: string };
    const content = await readFile(path);
    expect(content.length).toBe(5_000_000);
    expect([content.subarray(0, 6).toString(), content[6], content.subarray(-7).toString()]).toEqual(['a,b\n1,', 0, 'the end']);
    expect((await put('/upload/large/folder%2Fbig.csv', 'a,b\n1,2\n')).status).toBe(200);
    expect(existsSync(path)).toBe(false);
    const all = await readdir(join(home, 'projects/uploads'), { recursive: true });
    expect(all.filter((name) => name.startsWith('large')).sort()).toEqual(['large', 'large/folder', 'large/folder/big.csv']);
  });

  it.each(['', '?size=3&head=1', '?size=100&head=50', '?size=-1&head=0', '?size=1e99&head=1', '?size=100&head=-1'])(
    'a stand-in whose sizes do not fit (%s) is refused',
    async (sizes) => {
      expect((await put(`/stand-in/wrong/x.csv${sizes}`, 'a,b\n1,2\n')).status).toBe(400);
      expect(existsSync(join(home, 'projects/uploads/wrong-beginnings/x.csv'))).toBe(false);
    },
  );

  it.each([
    '/stand-in/batch/..%2f..%2fevil?size=9&head=1',
    '/stand-in/../evil/x?size=9&head=1',
    '/stand-in/batch/C:evil?size=9&head=1',
    '/upload/batch/..%2f..%2fevil',
    '/upload/batch/../../evil',
    '/upload/../evil/x',
    '/upload/batch/%2e%2e/evil',
    '/upload/batch/a%2f..%2f..%2f..%2fevil',
    '/upload/batch/%2fetc%2fevil',
    '/upload/batch/a%5c..%5cevil',
    '/upload/batch/C:evil',
    '/upload/batch/evil%00.csv',
    '/upload/batch/',
    '/upload/batch',
    '/upload/ba%2ftch/x',
    '/upload/batch/%',
    '/elsewhere',
  ])('%s is refused @security', async (path) => {
    const before = await readdir(join(home, 'projects/uploads'), { recursive: true }).catch(() => []);
    const answer = await put(path, 'evil');
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'NOT_ALLOWED' } });
    expect(await readdir(join(home, 'projects/uploads'), { recursive: true }).catch(() => [])).toEqual(before);
  });

  it('beyond the limit are refused, announced or not, and leave nothing behind @security', async () => {
    const big = Buffer.alloc(5000);
    expect((await put('/upload/big/a', big)).status).toBe(413);
    expect((await put('/upload/big/b', big, { 'Transfer-Encoding': 'chunked' })).status).toBe(413);
    expect(await readdir(join(home, 'projects/uploads/big')).catch(() => [])).toEqual([]);
  });

  it('that break off leave nothing behind', async () => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: host.port,
      path: '/upload/broken/a.csv',
      method: 'PUT',
      headers: asWindow({ 'Content-Length': '900' }),
    });
    request.on('error', () => undefined);
    request.write('half');
    const folder = join(home, 'projects/uploads/broken');
    while ((await readdir(folder).catch(() => [])).length === 0) await new Promise((resolve) => setImmediate(resolve));
    request.destroy();
    while ((await readdir(folder)).length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(join(folder, 'a.csv'))).toBe(false);
  });
});

describe('downloads', () => {
  const get = (path: string): Promise<Answer> => send(`/file?path=${encodeURIComponent(path)}`, { headers: asWindow() });
  beforeAll(async () => {
    await mkdir(join(home, 'projects/p'), { recursive: true });
    await mkdir(join(home, 'projects-other'), { recursive: true });
    await writeFile(join(home, 'projects/p/report.html'), '<h1>Report</h1>');
    await writeFile(join(home, 'projects/p/rows ü.csv'), 'a\n1\n');
    await writeFile(join(home, 'projects-other/secret.txt'), 'secret');
    await symlink(join(home, 'projects-other/secret.txt'), join(home, 'projects/p/link.txt'));
  });

  it('give reports an origin of their own and no scripts @security', async () => {
    const answer = await get(join(home, 'projects/p/report.html'));
    expect(answer).toMatchObject({ status: 200, body: '<h1>Report</h1>' });
    expect(String(answer.headers['content-security-policy'])).toMatch(/^sandbox; default-src 'none'/);
    expect(String(answer.headers['content-disposition'])).toMatch(/^inline/);
  });

  it('keep the name of a file', async () => {
    const answer = await get(join(home, 'projects/p/rows ü.csv'));
    expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''rows%20%C3%BC.csv");
  });

  it('reach nothing outside of projects and cache @security', async () => {
    const outside = [
      '/etc/passwd',
      join(home, 'projects-other/secret.txt'),
      join(home, 'projects/p/link.txt'),
      `${join(home, 'projects')}/../projects-other/secret.txt`,
      join(home, 'projects'),
      'projects/p/report.html',
      '',
      'x\0y',
    ];
    for (const path of outside) expect((await get(path)).status, path).toBe(403);
    expect((await send(`/file?path=${encodeURIComponent(join(home, 'projects/p/report.html'))}`)).status).toBe(403);
  });

  it('say when a file is gone', async () => {
    expect((await get(join(home, 'projects/p/gone.html'))).status).toBe(404);
  });
});

describe('the connection to the engine', () => {
  it('carries calls of several windows at once, each with its own answers', async () => {
    const sockets = (await Promise.all([1, 2, 3].map(() => dial(asWindow())))) as WebSocket[];
    const clients = sockets.map((socket) => connect(contract, socketChannel(socket as unknown as SocketLike)));
    const answers = await Promise.all(clients.map((client) => client['projects.recent']({})));
    expect(answers).toEqual([[], [], []]);
    for (const socket of sockets) socket.close();
  });

  it('survives what is no frame', async () => {
    const socket = (await dial(asWindow())) as WebSocket;
    const client = connect(contract, socketChannel(socket as unknown as SocketLike));
    for (const text of ['', '{', 'null', '[]', '{"t":"call"}']) socket.send(text);
    expect(await client['jobs.list']({})).toEqual([]);
    socket.close();
  });

  it('comes back after the engine crashed: pending calls are rejected, the person is told, new ones work', async () => {
    const socket = (await dial(asWindow())) as WebSocket;
    const client = connect(contract, socketChannel(socket as unknown as SocketLike));
    await client['jobs.list']({});
    const following = (async () => {
      for await (const event of client['jobs.follow']({})) void event;
    })().catch((error: unknown) => error);
    const closed = once(socket, 'close');
    process.kill(enginePids.at(-1) ?? 0, 'SIGKILL');
    expect(await following).toMatchObject({ code: 'ENGINE_CRASHED' });
    expect((await closed)[0]).toBe(1012);
    expect(notices.join('\n')).toContain('starting it anew');
    // The upgrade waits until the new engine is ready.
    const again = (await dial(asWindow())) as WebSocket;
    const revived = connect(contract, socketChannel(again as unknown as SocketLike));
    expect(await revived['jobs.list']({})).toEqual([]);
    again.close();
  });

  it('ends in good order: the engine and its workers are gone', async () => {
    const other = await startBrowserHost({
      files,
      folders: { projects: join(home, 'o'), config: join(home, 'oc'), cache: join(home, 'occ') },
      spawn(script, options) {
        const child = spawnNode(script, options);
        enginePids.push(child.pid ?? 0);
        return child;
      },
    });
    const pid = enginePids.at(-1) ?? 0;
    await other.close();
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
