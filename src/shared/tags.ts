/**
 * A tag: `#` or `＃` at the start or after a character that is no word's, then a letter of any script, then letters, marks,
 * digits, `_` and `-`. `C#` and `#123` are none. The tag's name is the second group.
 */
const tag = /(^|[^\p{L}\p{M}\p{N}_])[#＃](\p{L}[\p{L}\p{M}\p{N}_-]*)/gu;

/** A URL, whose fragment is no tag, with or without its scheme: it ends before the first character that is not ASCII. */
const url = /(?:\b[a-z][a-z0-9+.-]*:\/\/|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\/)[!-~]*/gi;

/** The form in which tags are compared: Unicode NFKC, then lower case. */
export function tagKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The tags in some texts, in order, each once, as they were written first; without the `#`. */
export function tagsIn(...texts: string[]): string[] {
  const tags = new Map<string, string>();
  for (const text of texts) {
    const withoutUrls = text.replace(url, ' ');
    tag.lastIndex = 0;
    for (let found = tag.exec(withoutUrls); found; found = tag.exec(withoutUrls)) {
      const name = found[2] as string;
      if (!tags.has(tagKey(name))) tags.set(tagKey(name), name);
    }
  }
  return Array.from(tags.values());
}
