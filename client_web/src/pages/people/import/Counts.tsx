import type { ImportLine } from '../../../api/types';
import { Chip } from '../../../components/clinic/Chip';
import { importWords as words } from '../../../texts/clinic';
import { countOf, type Fate, FATES } from './fates';
import classes from './import.module.css';

export function Counts({ lines }: { lines: readonly ImportLine[] }) {
  const found = (Object.keys(FATES) as Fate[]).map((fate) => ({ fate, count: countOf(lines, fate) }));
  return (
    <ul className={classes.counts} aria-label={words.counts}>
      {found
        .filter(({ count }) => count > 0)
        .map(({ fate, count }) => (
          <li key={fate}>
            <Chip tone={FATES[fate].tone} icon={FATES[fate].icon}>
              {words.fates[fate]}: {count}
            </Chip>
          </li>
        ))}
    </ul>
  );
}
