import { describe, expect, it } from 'vitest';
import { accelerator, commandGroups, commandList, conditions, isPressed, keyCaps } from '../../../app/api/commands.ts';
import { pages } from '../../../app/api/pages.ts';

/** The press of a key on a keyboard with letters where an American one has them. */
function press(keys: string, isMac: boolean) {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  const shiftKey = parts.includes('Shift') || key === '?';
  return {
    key: shiftKey && /^[a-z]$/i.test(key) ? key.toUpperCase() : key.length === 1 ? key.toLowerCase() : key,
    code: /^\d$/.test(key) ? `Digit${key}` : /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
    ctrlKey: mod && !isMac,
    metaKey: mod && isMac,
    shiftKey,
    altKey: false,
  };
}

describe('the command table', () => {
  it('names each command once, by id and by title, with a group and a condition that exist', () => {
    const ids = commandList.map(({ id }) => id);
    const titles = commandList.map(({ title, group }) => `${group} ${title}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(titles).size).toBe(titles.length);
    for (const { group, when } of commandList) {
      expect(commandGroups).toContain(group);
      expect(conditions).toContain(when);
    }
  });

  it('has a command for every page', () => {
    expect(commandList.map(({ id }) => id).filter((id) => id.startsWith('go.'))).toEqual(pages.map(({ id }) => `go.${id}`));
  });

  it.each([true, false])('gives every key to one command only, on a Mac: %s', (isMac) => {
    for (const command of commandList) {
      for (const keys of command.keys ?? []) {
        const answering = commandList.filter((other) => other.keys?.some((key) => isPressed(key, press(keys, isMac), isMac)));
        expect(answering.map(({ id }) => id)).toEqual([command.id]);
      }
    }
  });

  it('leaves keys alone that only belong to the other platform', () => {
    expect(isPressed('Mod+Z', press('Mod+Z', false), true)).toBe(false);
    expect(isPressed('Mod+Z', press('Mod+Z', true), false)).toBe(false);
    expect(isPressed('Mod+Z', { ...press('Mod+Z', false), altKey: true }, false)).toBe(false);
  });

  it('hears letters of keyboards that print others, and digits that need Shift', () => {
    const plain = { ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
    expect(isPressed('Mod+Z', { ...plain, key: 'я', code: 'KeyZ' }, false)).toBe(true);
    expect(isPressed('Mod+1', { ...plain, key: '&', code: 'Digit1' }, false)).toBe(true);
    // A German Z is where the Y is on others: what is printed counts.
    expect(isPressed('Mod+Z', { ...plain, key: 'z', code: 'KeyY' }, false)).toBe(true);
    expect(isPressed('Mod+Y', { ...plain, key: 'z', code: 'KeyY' }, false)).toBe(false);
  });

  it('takes no bare key from somebody who types, but for those that no field needs', () => {
    const bare = commandList.filter(({ keys, whileTyping }) => whileTyping && keys?.some((key) => accelerator(key) === null));
    expect(bare.map(({ id }) => id)).toEqual([]);
    const undoing = commandList.filter(({ id }) => id === 'edit.undo' || id === 'edit.redo');
    expect(undoing.map(({ whileTyping }) => whileTyping ?? false)).toEqual([false, false]);
  });

  it('writes keys as caps and as menus want them', () => {
    expect(keyCaps('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyCaps('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(accelerator('Mod+Shift+Z')).toBe('CmdOrCtrl+Shift+Z');
    expect(accelerator('Shift+F6')).toBe('Shift+F6');
    expect(accelerator('Escape')).toBeNull();
    expect(accelerator('?')).toBeNull();
  });
});
