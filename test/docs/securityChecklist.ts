// Electron's own list (docs/tutorial/security.md, 20 items) and what it leaves out, each with the tests that prove it here.

export interface ChecklistLine {
  /** Number in Electron's list; none = ours. */
  item: string;
  demand: string;
  /** Titles of tagged tests, one of which must match each. */
  proof: RegExp[];
}

export const checklist: ChecklistLine[] = [
  {
    item: '2–4, 6, 8–10',
    demand: 'context isolation, sandbox, no Node in the page, web security, no insecure content, no experimental features',
    proof: [/is isolated, sandboxed, without Node/, /a sandboxed app with a standard, secure scheme/],
  },
  { item: '20', demand: 'one frozen object in the page, never ipcRenderer', proof: [/one frozen bridge, and nothing of Node/] },
  {
    item: '17',
    demand: 'the sender of every message is checked: main frame, our window, our origin',
    proof: [/is ours when it is the main frame of our window/, /is not ours with/, /is not ours on/, /no answer for foreign frames/],
  },
  {
    item: '18',
    demand: 'a scheme of its own instead of file://, contained in the folder of the window',
    proof: [/app:\/\/: serves the page with the policy/, /app:\/\/: leads nowhere with/, /answers no other host and no other method/],
  },
  {
    item: '7',
    demand: 'a content security policy as a header from both hosts, kept to without a violation (zod included, which must not probe eval)',
    proof: [/keeps to its own policy/, /nothing left the machine and nothing complained/, /loads nothing from elsewhere, and runs no inline script/],
  },
  { item: '5', demand: 'permissions are denied', proof: [/get no permission but to copy text and to fill the screen/] },
  { item: '13', demand: 'no navigation to elsewhere', proof: [/leaves our own page only to stay on it/, /the page goes nowhere else/] },
  { item: '14', demand: 'no new windows', proof: [/open no window; known links go to the browser/] },
  { item: '15', demand: 'outside links only to known hosts', proof: [/links to outside: … is opened/, /links to outside: … is not/] },
  { item: '11, 12', demand: 'no webview', proof: [/embed no webview/] },
  { item: '1', demand: 'no remote content: nothing leaves the machine on the whole way', proof: [/nothing left the machine/] },
  {
    item: '19',
    demand: 'fuses; no code from outside the archive',
    proof: [/cannot be used as Node, debugged or changed/, /load no code from outside the archive/],
  },
  { item: '16', demand: 'no update is fetched behind a person’s back', proof: [/asks no server for updates/] },
  { item: '–', demand: 'children get a minimal environment', proof: [/gives workers a minimal environment/, /starts nothing else, whatever the engine asks/] },
  {
    item: '–',
    demand: 'messages are checked by schema; faults keep their details to the log',
    proof: [/that hold … are refused/, /errors keep their code, and faults keep their details to the log/],
  },
  {
    item: '–',
    demand: 'files are opened, saved and shown only where a dialog or a project says',
    proof: [/copies only to where a dialog said, once/, /the file manager and the viewer for files of projects alone/],
  },
  {
    item: '–',
    demand: 'browser host: loopback, exact Host and Origin, a token for each start, limits',
    proof: [/listens on loopback alone/, /a Host of … is refused/, /a WebSocket with … is refused/, /without the token is refused/, /beyond the limit are refused/],
  },
  {
    item: '–',
    demand: 'archives, models and paths in them are not trusted',
    proof: [/refuses a bomb/, /refuses links/, /may not lie outside of the folder/],
  },
  {
    item: '–',
    demand: 'commands of a person’s own: paths are words and no shell text, all of it ends when cancelled, none for other machines',
    proof: [/every path is one word to the shell/, /cancelling ends the command/, /ends when the process that started it is killed/, /runs no command, and shows no environment/],
  },
  {
    item: '–',
    demand: 'names out of files are text everywhere',
    proof: [/are text on every page, in drawer, palette, notices and report/, /escapes whatever comes from files/],
  },
];
