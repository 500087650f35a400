/** Where the quick exit leads. A page of our own, so that leaving calls no stranger's server; a build may name another. */
export const QUICK_EXIT_TO: string = import.meta.env.VITE_QUICK_EXIT ?? '/neutral';
