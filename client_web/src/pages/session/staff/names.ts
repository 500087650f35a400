import { texts } from '../../../texts/en';

interface Named {
  name: string;
  legal_name: string;
  name_used: string;
  pronouns: string;
}

/** What there is to know of somebody's names beside the chosen one, which stands above it. */
export function otherNames({ name, legal_name, name_used, pronouns }: Named): string {
  const used = name_used !== '' && name_used !== name ? texts.staffRoom.usedName(name_used) : '';
  return [legal_name === name ? '' : legal_name, used, pronouns].filter(Boolean).join(' · ');
}
