import { dirname } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { guide } from './plugins/guide.ts';
import { licences } from './plugins/licences.ts';

const repository = dirname(import.meta.dirname);

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the same files work under http:// and app://.
  base: './',
  plugins: [react(), guide(repository), licences(repository)],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2022',
    // Fonts or images as data: URLs would need holes in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
