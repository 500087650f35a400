import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Chip.module.css';

export type Tone = 'good' | 'attention' | 'bad' | 'quiet';

/** A short state in words; the icon and the color only repeat it. */
export function Chip({ tone, icon: Sign, children }: { tone: Tone; icon?: Icon; children: ReactNode }) {
  return (
    <span className={classes.chip} data-tone={tone}>
      {Sign && <Sign size="1em" stroke={2.2} aria-hidden />}
      {children}
    </span>
  );
}
