declare module '@alicloud/fun/lib/package/ignore' {
  /** Reads `<folder>/.funignore`; the result tells of an absolute path whether fun leaves it out. */
  export function isIgnored(folder: string, runtime: string): Promise<(path: string) => boolean>;
}
