import { lazy, type ComponentType } from 'react';
import { language } from '../language';

/** The reader's language, if it is not English. Done before the first page is loaded, as pages hold texts in constants. */
export async function loadTexts(): Promise<void> {
  if (language === 'es') await import('./es');
}

/** A page or part of it with staff's texts, which are loaded before it in the reader's language. */
export function lazyForStaff<Properties>(load: () => Promise<{ default: ComponentType<Properties> }>) {
  return lazy(async () => {
    if (language === 'es') await import('./clinic.es');
    return load();
  });
}
