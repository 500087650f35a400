import { common, notFound } from './en/common';

/** Every word the pages show, in one place, so that other languages can follow. One file a page area in `en/`. */
export const texts = { common, notFound };
