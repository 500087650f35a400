/** The same texts in another language: every name, and functions of the same arguments. */
export type Like<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Words
    ? (...values: Values) => Like<Words>
    : { [Name in keyof T]: Like<T[Name]> };

/** Puts another language's words where the English ones are, so that every module that holds them has it. */
export function put(texts: object, others: object): void {
  for (const [name, words] of Object.entries(others)) Object.assign(Reflect.get(texts, name), words);
}
