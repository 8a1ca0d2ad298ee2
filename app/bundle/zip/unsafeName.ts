/** Why a name must not be unpacked, or undefined. */
export function unsafeName(name: string): string | undefined {
  if (name === '' || name.includes('\0')) return 'it is empty or holds a zero byte';
  if (name.includes('\\')) return 'it holds a backslash';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'it is absolute';
  const parts = name.split('/');
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return 'it leaves its folder';
  // Names Windows gives to devices, or cuts short.
  if (parts.some((part) => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part) || /[. ]$/.test(part) || /[<>:"|?*]/.test(part))) {
    return 'it is not a file name on every system';
  }
  return undefined;
}
