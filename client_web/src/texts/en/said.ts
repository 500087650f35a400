/** What the server says in words: why a record is as it is, what a rule says, what was done. Many are kept in signed records. */
export const server = {
  said: (words: string) => words,
};
