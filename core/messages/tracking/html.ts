import { isWeb } from './web';

/** What of a mail is tracked. */
export interface Tracked {
  opens: boolean;
  clicks: boolean;
}

interface Links {
  to(url: string): string;
  picture(): string;
}

const ANCHOR = /<a\s(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const HREF = /(\shref\s*=\s*)(?:"([^"]*)"|'([^']*)')/i;
const END = /<\/body\s*>(?![^]*<\/body\s*>)/i;

/**
 * HTML whose links are followed by way of ours, and that has a picture at its end which mail programs load as they show
 * it. `untouched`: links that stay as they are. https://html.spec.whatwg.org/multipage/syntax.html#attributes-2
 */
export function trackedHtml(
  html: string,
  links: Links,
  { opens, clicks }: Tracked,
  untouched: readonly (string | undefined)[] = [],
): string {
  const linked = clicks ? html.replace(ANCHOR, (tag) => withLink(tag, links, untouched)) : html;
  if (!opens) return linked;
  const picture = `<img src="${written(links.picture())}" width="1" height="1" alt="">`;
  return END.test(linked) ? linked.replace(END, (end) => picture + end) : linked + picture;
}

const withLink = (tag: string, links: Links, untouched: readonly (string | undefined)[]): string =>
  tag.replace(HREF, (whole, before: string, double?: string, single?: string) => {
    const url = read(double ?? single ?? '').trim();
    if (!isWeb(url) || untouched.includes(url)) return whole;
    return `${before}"${written(links.to(url))}"`;
  });

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  '#34': '"',
  '#38': '&',
  '#39': "'",
};

/** An attribute as it is meant, by the entities that are usual in addresses. */
const read = (attribute: string): string =>
  attribute.replace(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);

const written = (url: string): string => url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
