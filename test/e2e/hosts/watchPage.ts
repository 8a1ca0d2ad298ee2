import type { Page } from 'playwright-core';

/** Notes what the page asks of anywhere but `origin`, and what it complains of. */
export function watchPage(page: Page, origin: () => string, seen: { elsewhere: string[]; complaints: string[] }): void {
  // Long enough for a machine that has other things to do; nothing waits for it when all goes well.
  page.setDefaultTimeout(50_000);
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin()) && !/^(data|blob):/.test(url)) seen.elsewhere.push(url);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
}
