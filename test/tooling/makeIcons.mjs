// Draws the icons of the packages from renderer/public/drydock.svg: node test/tooling/makeIcons.mjs
// Both .ico and .icns are but a table of PNG files, so that no other tool is needed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findBrowser } from './findBrowser.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(root, 'main/desktop/icons');
const svg = readFileSync(join(root, 'renderer/public/drydock.svg'), 'utf8');

const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
const page = await browser.newPage();
async function draw(size) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}
const pictures = new Map();
for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) pictures.set(size, await draw(size));
await browser.close();

/** Header, one entry of 16 bytes each, then the pictures; 256 is written as 0. */
function ico(sizes) {
  const header = Buffer.alloc(6 + 16 * sizes.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let offset = header.length;
  sizes.forEach((size, index) => {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(pictures.get(size).length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += pictures.get(size).length;
  });
  return Buffer.concat([header, ...sizes.map((size) => pictures.get(size))]);
}

/** 'icns', the whole length, then (type, length, picture) each. */
function icns(entries) {
  const parts = entries.map(([type, size]) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + pictures.get(size).length, 4);
    return Buffer.concat([head, pictures.get(size)]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

mkdirSync(join(folder, 'linux'), { recursive: true });
for (const size of [16, 32, 48, 64, 128, 256, 512]) writeFileSync(join(folder, `linux/${size}x${size}.png`), pictures.get(size));
// For the title bar and task switcher, which on Linux know nothing of the package.
writeFileSync(join(root, 'renderer/public/icon.png'), pictures.get(256));
writeFileSync(join(folder, 'icon.ico'), ico([16, 32, 48, 64, 128, 256]));
writeFileSync(
  join(folder, 'icon.icns'),
  // The names of Apple: 16 to 1024, those for sharp screens (ic11 to ic14) at twice their size.
  icns([
    ['icp4', 16],
    ['icp5', 32],
    ['icp6', 64],
    ['ic07', 128],
    ['ic08', 256],
    ['ic09', 512],
    ['ic10', 1024],
    ['ic11', 32],
    ['ic12', 64],
    ['ic13', 256],
    ['ic14', 512],
  ]),
);
