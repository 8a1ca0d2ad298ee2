import { expect, it } from 'vitest';
import type { ShellEvent } from '../../../app/api/schemas/desktopShell.ts';
import { createShellEvents } from '../../../main/desktop/shellEvents.ts';

const open = (path: string): ShellEvent => ({ kind: 'open', paths: [path] });

it('what is said before the page listens, or while it is loaded anew, waits for it in order', () => {
  const heard: ShellEvent[] = [];
  const events = createShellEvents((event) => heard.push(event));
  events.send(open('/1'));
  events.send(open('/2'));
  expect(heard).toEqual([]);
  events.listening();
  events.send(open('/3'));
  events.pause();
  events.send(open('/4'));
  expect(heard).toEqual([open('/1'), open('/2'), open('/3')]);
  events.listening();
  events.listening();
  expect(heard).toEqual([open('/1'), open('/2'), open('/3'), open('/4')]);
});

it('a page that never comes does not fill the memory', () => {
  const heard: ShellEvent[] = [];
  const events = createShellEvents((event) => heard.push(event));
  for (let number = 0; number < 1_000; number++) events.send(open(`/${String(number)}`));
  events.listening();
  expect(heard).toHaveLength(100);
  expect(heard.at(-1)).toEqual(open('/999'));
});
