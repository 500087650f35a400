import type { ReactNode } from 'react';
import { Link } from 'wouter';
import classes from './PageHeading.module.css';

interface PageHeadingProps {
  title: string;
  /** Where one came from: a link above the title. */
  back?: { to: string; words: string };
  lead?: ReactNode;
  /** To the right of the title: at most one main action. */
  children?: ReactNode;
}

export function PageHeading({ title, back, lead, children }: PageHeadingProps) {
  return (
    <div className={classes.heading}>
      <div className={classes.words}>
        {back && (
          <Link className={classes.back} href={back.to}>
            ← {back.words}
          </Link>
        )}
        <h1 className={classes.title}>{title}</h1>
        {lead !== undefined && <div className={classes.lead}>{lead}</div>}
      </div>
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
