// Menu and MenuItem as far as the program uses them, strict about what Electron would refuse.
interface Template {
  id?: string;
  label?: string;
  role?: string;
  type?: string;
  enabled?: boolean;
  accelerator?: string;
  registerAccelerator?: boolean;
  toolTip?: string;
  submenu?: Template[];
  click?: (item: MenuItem, window: unknown, event: object) => void;
}

const modifiers = /^(Cmd|Command|Ctrl|Control|CmdOrCtrl|CommandOrControl|Alt|Option|AltGr|Shift|Super|Meta)$/;
const keys =
  /^([0-9A-Z]|F([1-9]|1\d|2[0-4])|[)!@#$%^&*(:;+=<,_\->.?/~`{\][|\\}"]|Plus|Space|Tab|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc)$/;

function checkAccelerator(text: string): void {
  const parts = text.split('+');
  const key = parts.pop() ?? '';
  if (!keys.test(key) || !parts.every((part) => modifiers.test(part))) throw new TypeError(`${text} is no accelerator`);
}

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly registerAccelerator: boolean;
  readonly toolTip: string;
  readonly submenu: Menu | undefined;
  readonly click: (window: unknown) => void;
  enabled: boolean;

  constructor(template: Template) {
    const { id, label, role, type, submenu } = template;
    if (label === undefined && role === undefined && type !== 'separator')
      throw new TypeError('Items need a label, role or type');
    if (template.accelerator !== undefined) checkAccelerator(template.accelerator);
    this.id = id;
    this.label = label ?? role ?? '';
    this.role = role;
    this.type = type ?? (submenu ? 'submenu' : 'normal');
    this.accelerator = template.accelerator;
    this.registerAccelerator = template.registerAccelerator ?? true;
    this.toolTip = template.toolTip ?? '';
    this.submenu = submenu && Menu.buildFromTemplate(submenu);
    this.enabled = template.enabled ?? true;
    this.click = (window) => template.click?.(this, window, {});
  }
}

export class Menu {
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: Template[]): Menu {
    const menu = new Menu();
    menu.items.push(...template.map((item) => new MenuItem(item)));
    const ids = menu.ids();
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw new TypeError(`There are two items ${twice}`);
    return menu;
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const inside = item.submenu?.getMenuItemById(id);
      if (inside) return inside;
    }
    return null;
  }

  ids(): string[] {
    return this.items.flatMap(({ id, submenu }) => [...(id === undefined ? [] : [id]), ...(submenu?.ids() ?? [])]);
  }

  /** The item that a person reaches by these labels, one below the other. */
  find(path: readonly string[]): MenuItem | undefined {
    const [first, ...rest] = path;
    const item = this.items.find(({ label }) => label === first);
    return rest.length === 0 ? item : item?.submenu?.find(rest);
  }
}
