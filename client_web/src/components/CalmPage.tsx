import { useEffect, useRef, type ReactNode } from 'react';
import classes from './CalmPage.module.css';
import { LanguageSwitch } from './LanguageSwitch';
import { CoverButton } from './CoverButton';
import { QuickExit } from './QuickExit';
import { Support } from './Support';

interface CalmPageProps {
  title: string;
  lead?: ReactNode;
  clinic?: string | undefined;
  phone?: string | undefined;
  /** Stops what must stop before the quick exit; null where there is none (staff). */
  exit?: (() => void) | null;
  /** 'Someone came in', where that can be said. */
  cover?: () => void;
  /** Offers the other language, which loads the page again: nothing may be going on here. */
  languages?: boolean;
  centered?: boolean;
  wide?: boolean;
  children?: ReactNode;
}

/** Words of somebody's, on a page outside the room. */
export function Quote({ by, children }: { by: string; children: string }) {
  return (
    <div className={classes.quote}>
      <strong>{by}</strong>
      {children}
    </div>
  );
}

/** A page outside the room: one column on warm paper, the quick exit above, help below. Its heading takes the focus unless a field did. */
export function CalmPage({ title, lead, clinic, phone, exit, cover, languages = false, centered = false, wide = false, children }: CalmPageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const field = heading.current?.parentElement?.querySelector('input:focus');
    if (!field) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className={classes.page} style={wide ? { '--calm-width': '60rem' } : undefined}>
      <header className={classes.top}>
        {languages && <LanguageSwitch />}
        {cover && <CoverButton onCover={cover} />}
        {exit !== null && <QuickExit {...(exit && { before: exit })} />}
      </header>
      <main className={`${classes.main} ${centered ? classes.centered : ''}`}>
        <h1 className={classes.title} ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p className={classes.lead}>{lead}</p>}
        {children}
      </main>
      <footer className={classes.foot}>
        <div className={classes.footInner}>
          <Support clinic={clinic} phone={phone} />
        </div>
      </footer>
    </div>
  );
}
