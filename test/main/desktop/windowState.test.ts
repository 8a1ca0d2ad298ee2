import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundsOnDisplay, createStateKeeper, readWindowState, type WindowState } from '../../../main/desktop/windowState.ts';

const bounds = { x: 10, y: 20, width: 900, height: 700 };

describe('the state of the window', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drydock-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is what was kept last, and the file is never half written', async () => {
    let maximised = false;
    const keeper = createStateKeeper(folder, { read: () => ({ bounds, maximised, place: '#/runs' }), log: () => undefined });
    keeper.changed();
    maximised = true;
    await Promise.all([keeper.flush(), keeper.flush()]);
    expect(readWindowState(folder)).toEqual({ version: 1, bounds, maximised: true, place: '#/runs' });
    expect(readdirSync(folder)).toEqual(['window.json']);
  });

  it('that cannot be kept is told, and stops nothing', async () => {
    const told: string[] = [];
    const inTheWay = join(folder, 'file');
    writeFileSync(inTheWay, '');
    const keeper = createStateKeeper(inTheWay, {
      read: () => ({ bounds, maximised: false, place: null }),
      log: (message) => told.push(message),
    });
    await keeper.flush();
    await keeper.flush();
    expect(told).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['damaged', '{'],
    ['of a later version', { version: 2, bounds, maximised: false, place: null }],
    ['without a size', { version: 1, bounds: { x: 0, y: 0 }, maximised: false, place: null }],
    ['of no size', { version: 1, bounds: { ...bounds, width: 0 }, maximised: false, place: null }],
    ['with another address', { version: 1, bounds, maximised: false, place: 'https://evil.example/' }],
  ])('%s is as if it had never been @security', (_name, content) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'window.json'), typeof content === 'string' ? content : JSON.stringify(content));
    expect(readWindowState(folder)).toBeNull();
  });

  it('is none at the first start', () => {
    expect(readWindowState(join(folder, 'nowhere'))).toBeNull();
  });
});

describe('the bounds of the window', () => {
  const left = { x: 0, y: 25, width: 1440, height: 875 };
  const right = { x: 1440, y: 0, width: 1920, height: 1080 };
  const on = (place: Partial<WindowState['bounds']>, areas = [left, right]) =>
    boundsOnDisplay({ ...bounds, ...place }, areas) !== null;

  it('are kept where a display shows enough of them to take hold of', () => {
    expect(on({ x: 200, y: 100 })).toBe(true);
    expect(on({ x: 2500, y: 100 })).toBe(true);
    expect(on({ x: -750, y: 100 })).toBe(true);
  });
  it('are not when the display is gone, or the title bar would be out of reach', () => {
    expect(on({ x: 2500, y: 100 }, [left])).toBe(false);
    expect(on({ x: -850, y: 100 })).toBe(false);
    expect(on({ x: 200, y: -600 })).toBe(false);
    expect(on({ x: 200, y: 1200 })).toBe(false);
  });
});
