/** The language of the pages: settled once, before anything is shown. Another one means loading the page again. */
export const LANGUAGES = {
  en: { name: 'English', locale: 'en-US' },
  es: { name: 'Español', locale: 'es-US' },
} as const;

export type Language = keyof typeof LANGUAGES;

const KEY = 'viop.language';

/** What was chosen in this browser, else the first of its own languages that the pages speak, else English. */
export function settle(chosen: string | null, wanted: readonly string[]): Language {
  if (speaks(chosen)) return chosen;
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(speaks) ?? 'en';
}

/** The language chosen in this browser, if one was. */
export function chosenLanguage(): Language | null {
  try {
    const stored = localStorage.getItem(KEY);
    return speaks(stored) ? stored : null;
  } catch {
    return null;
  }
}

export const language: Language = settle(chosenLanguage(), navigator.languages);

/** Of dates, times and numbers. */
export const locale: string = LANGUAGES[language].locale;

/** Remembers the choice and loads the page again in it. Not for a running session, which that would interrupt. */
export function changeLanguage(to: Language): void {
  try {
    localStorage.setItem(KEY, to);
  } catch {
    // Without a memory the page stays as it is, in the browser's own language.
  }
  location.reload();
}

function speaks(tag: string | null): tag is Language {
  return tag !== null && Object.hasOwn(LANGUAGES, tag);
}
