import { Link } from 'wouter';
import classes from './Tabs.module.css';

interface TabsProps {
  label: string;
  tabs: readonly { to: string; words: string }[];
  current: string;
}

/** The views of one area, as links beside one another. */
export function Tabs({ label, tabs, current }: TabsProps) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map(({ to, words }) => (
        <Link key={to} href={to} className={classes.tab} aria-current={to === current ? 'page' : undefined}>
          {words}
        </Link>
      ))}
    </nav>
  );
}
