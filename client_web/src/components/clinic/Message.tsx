import type { ReactNode } from 'react';
import classes from './Message.module.css';

interface MessageProps {
  title: string;
  help?: string | undefined;
  /** `attention` when something went wrong. */
  tone?: 'calm' | 'attention';
  children?: ReactNode;
}

/** An empty state or a notice: what is, and what to do next. */
export function Message({ title, help, tone = 'calm', children }: MessageProps) {
  return (
    <section className={classes.message} data-tone={tone}>
      <h2 className={classes.title}>{title}</h2>
      {help !== undefined && <p className={classes.help}>{help}</p>}
      {children !== undefined && <div className={classes.action}>{children}</div>}
    </section>
  );
}
