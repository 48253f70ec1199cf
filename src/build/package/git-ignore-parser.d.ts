declare module 'git-ignore-parser' {
  /** The patterns of an ignore file: no comments, no blank lines, no slash at either end. */
  export default function parse(text: string): string[];
}
