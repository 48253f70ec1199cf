/**
 * A tag: `#` or `＃` at the start or after a character that is no word's, then a letter of any script, then letters, marks,
 * digits, `_` and `-`. `C#` and `#123` are none. The tag's name is the second group.
 */
const tag = /(^|[^\p{L}\p{M}\p{N}_])[#＃](\p{L}[\p{L}\p{M}\p{N}_-]*)/gu;

const asciiWord = /[!-~]+/g;

/** The form in which tags are compared: Unicode NFKC, then lower case. */
export function tagKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The tags in some texts, in order, each once, as they were written first; without the `#`. */
export function tagsIn(...texts: string[]): string[] {
  const tags = new Map<string, string>();
  for (const text of texts) {
    const withoutUrls = text.replace(asciiWord, cutUrl);
    tag.lastIndex = 0;
    for (let found = tag.exec(withoutUrls); found; found = tag.exec(withoutUrls)) {
      const name = found[2] as string;
      if (!tags.has(tagKey(name))) tags.set(tagKey(name), name);
    }
  }
  return Array.from(tags.values());
}

/** A word without the URL in it, whose fragment is no tag: `https://host/` and `host.name/`, up to a character outside ASCII. */
function cutUrl(word: string): string {
  const dot = word.indexOf('.');
  const starts = [word.indexOf('://'), dot < 0 ? -1 : word.indexOf('/', dot)].filter((at) => at >= 0);
  return starts.length === 0 ? word : `${word.slice(0, Math.min(...starts))} `;
}
