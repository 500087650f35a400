interface Phrase {
  pattern: RegExp;
  spanish: string;
}

/** What stands for a value reaches over no sentence. */
const VALUE = '((?:(?![.!?] ).)+?)';
const ALONE = '$';
const WITHIN = '(?= |$)';
const isSentence = ([english]: [string, string]) => /[.!?]$/.test(english);

function compiled(phrases: [string, string][], end: string): readonly Phrase[] {
  return phrases.map(([english, spanish]) => {
    const written = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { pattern: new RegExp(`^${written.join(VALUE)}${end}`), spanish };
  });
}

/** Says in Spanish what the server says in English, by phrases with `{}` for what varies. What it does not know it leaves as it is. */
export function translator(phrases: Readonly<Record<string, string>>): (english: string) => string {
  const longestFirst = Object.entries(phrases).sort(([one], [other]) => other.length - one.length);
  const fragments = compiled(longestFirst.filter((one) => !isSentence(one)), ALONE);
  const sentences = compiled(longestFirst.filter(isSentence), WITHIN);

  function filled(spanish: string, values: readonly string[]): string {
    let next = 0;
    return spanish.replace(/\{\}/g, () => valueOf(values[next++] ?? ''));
  }

  function phrase(text: string): string | null {
    for (const { pattern, spanish } of fragments) {
      const found = pattern.exec(text);
      if (found) return filled(spanish, found.slice(1));
    }
    return null;
  }

  /** A number, a name, or words that are said in the middle of a sentence. */
  function valueOf(text: string): string {
    const begun = phrase(text.charAt(0).toUpperCase() + text.slice(1));
    const known = phrase(text) ?? (begun && begun.charAt(0).toLowerCase() + begun.slice(1));
    if (known !== null) return known;
    const [mark] = /[,;] /.exec(text) ?? [];
    return mark === undefined ? text : text.split(mark).map(valueOf).join(mark);
  }

  /** Sentence by sentence; null where one is not known, as nobody reads well what is half in one language. */
  function inSentences(text: string): string | null {
    const told: string[] = [];
    for (let rest = text; rest !== ''; ) {
      const found = sentences
        .map(({ pattern, spanish }) => ({ match: pattern.exec(rest), spanish }))
        .find(({ match }) => match !== null);
      if (!found?.match) return null;
      told.push(filled(found.spanish, found.match.slice(1)));
      rest = rest.slice(found.match[0].length).trimStart();
    }
    return told.join(' ');
  }

  return (words) => phrase(words) ?? inSentences(words) ?? words;
}
