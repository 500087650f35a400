import { Button } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { Link, useLocation, useRouter } from 'wouter';
import { useBrowserLocation } from 'wouter/use-browser-location';
import { isStaff, useSignOut } from '../../api/me';
import { useWaitingCount } from '../../api/signing';
import type { Me } from '../../api/types';
import { clinic, signing } from '../../texts/clinic';
import { differsHere, zoneName } from '../../time/zone';
import AttentionBanner from './AttentionBanner';
import classes from './Shell.module.css';
import { useArrival } from './useArrival';

interface Destination {
  to: string;
  words: string;
  roles: readonly Me['role'][];
}

const DESTINATIONS: readonly Destination[] = [
  { to: '/', words: clinic.today, roles: ['facilitator', 'admin'] },
  { to: '/', words: clinic.access, roles: ['auditor'] },
  { to: '/sign', words: signing.title, roles: ['facilitator', 'admin'] },
  { to: '/attendance', words: clinic.attendance, roles: ['facilitator', 'admin', 'auditor'] },
  { to: '/audit', words: clinic.audit, roles: ['facilitator', 'admin', 'auditor'] },
  { to: '/policies', words: clinic.policies, roles: ['admin'] },
  { to: '/devices', words: clinic.devices, roles: ['admin'] },
];

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
          <Navigation role={me.role} />
          <div className={classes.who}>
            <span className={classes.name} title={clinic.signedInAs(me.name, clinic.roles[me.role])}>
              {me.name}
            </span>
            <Button variant="default" size="compact-md" loading={signOut.isPending} onClick={() => signOut.mutate()}>
              {clinic.signOut}
            </Button>
          </div>
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

function Navigation({ role }: { role: Me['role'] }) {
  const [location] = useBrowserLocation();
  const waiting = useWaitingCount(role === 'facilitator' || role === 'admin').data?.sessions ?? 0;
  const { base } = useRouter();
  const shown = DESTINATIONS.filter((one) => one.roles.includes(role));
  if (shown.length === 0) return null;
  return (
    <nav className={classes.navigation} aria-label={clinic.navigation}>
      {shown.map(({ to, words }) => (
        <Link
          key={words}
          href={base === '' ? to : `~${to}`}
          aria-current={isCurrent(to, location) ? 'page' : undefined}
        >
          {words}
          {to === '/sign' && waiting > 0 && (
            <>
              <span className="visually-hidden">{signing.count(waiting)}</span>
              <span className={classes.count} aria-hidden>
                {waiting}
              </span>
            </>
          )}
        </Link>
      ))}
    </nav>
  );
}

function isCurrent(to: string, location: string): boolean {
  if (to === '/') return location === '/' || location.startsWith('/roster/');
  return location === to || location.startsWith(`${to}/`);
}
