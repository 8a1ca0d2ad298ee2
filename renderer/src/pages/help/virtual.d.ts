// Made when the window is built: see renderer/plugins.
declare module 'virtual:guide' {
  export interface GuideSection {
    id: string;
    level: 2 | 3;
    title: string;
    html: string;
  }
  export const sections: readonly GuideSection[];
}

declare module 'virtual:licences' {
  export const packages: readonly { name: string; version: string; licence: string; hasText: boolean }[];
}

declare module 'virtual:licence-texts' {
  /** By "name@version". */
  export const texts: ReadonlyMap<string, string>;
}
