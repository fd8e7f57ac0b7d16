/** What a person reads, in every language that a host can show. */
export interface Text {
  en: string;
  zh: string;
}

export function text(en: string, zh: string): Text {
  return { en, zh };
}
