import { Button } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { isStaff, useSignOut } from '../../api/me';
import type { Me } from '../../api/types';
import { clinic } from '../../texts/clinic';
import { differsHere, zoneName } from '../../time/zone';
import { LanguageSwitch } from '../LanguageSwitch';
import AttentionBanner from './AttentionBanner';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';
import { useArrival } from './useArrival';

/** Header and content of every page of staff. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const signOut = useSignOut();
  const [, navigate] = useLocation();
  const content = useRef<HTMLElement>(null);
  useArrival(content);
  return (
    <>
      <a className={classes.skip} href="#content">
        {clinic.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <p className={classes.clinic}>
            {me.clinic.name} <Zone of={me.clinic.time_zone} />
          </p>
          <div className={classes.who}>
            <LanguageSwitch />
            <span className={classes.name} title={clinic.signedInAs(me.name, clinic.roles[me.role])}>
              {me.name}
            </span>
            <Button variant="default" size="compact-md" loading={signOut.isPending} onClick={() => signOut.mutate()}>
              {clinic.signOut}
            </Button>
          </div>
          <Navigation role={me.role} />
        </div>
      </header>
      {isStaff(me) && <AttentionBanner onOpen={(session) => navigate(`~/session/${session}`)} />}
      <main id="content" ref={content} className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** Every page shows the clinic's clock; whoever's own is another one should know. */
function Zone({ of }: { of: string }) {
  const now = new Date();
  return differsHere(of, now) && <span className={classes.zone}>{clinic.zone(zoneName(of, now))}</span>;
}
