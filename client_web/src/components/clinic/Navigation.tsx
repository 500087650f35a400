import { IconMenu2, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Link, useRouter } from 'wouter';
import { useBrowserLocation } from 'wouter/use-browser-location';
import { useWaitingCount } from '../../api/signing';
import type { Me } from '../../api/types';
import { clinic, messages, people, programWords, schedule, signing } from '../../texts/clinic';
import classes from './Navigation.module.css';

interface Destination {
  to: string;
  words: string;
  roles: readonly Me['role'][];
}

const DESTINATIONS: readonly Destination[] = [
  { to: '/', words: clinic.today, roles: ['facilitator', 'admin'] },
  { to: '/', words: clinic.access, roles: ['auditor'] },
  { to: '/schedule', words: schedule.title, roles: ['facilitator', 'admin'] },
  { to: '/people', words: people.title, roles: ['facilitator', 'admin'] },
  { to: '/programs', words: programWords.title, roles: ['facilitator', 'admin'] },
  { to: '/sign', words: signing.title, roles: ['facilitator', 'admin'] },
  { to: '/attendance', words: clinic.attendance, roles: ['facilitator', 'admin', 'auditor'] },
  { to: '/audit', words: clinic.audit, roles: ['facilitator', 'admin', 'auditor'] },
  { to: '/policies', words: clinic.policies, roles: ['admin'] },
  { to: '/messages', words: messages.title, roles: ['admin'] },
  { to: '/devices', words: clinic.devices, roles: ['admin'] },
];

/** Where one can go: beside one another, or on a narrow screen in a menu that closes when one has chosen. */
export function Navigation({ role }: { role: Me['role'] }) {
  const [location] = useBrowserLocation();
  const waiting = useWaitingCount(role === 'facilitator' || role === 'admin').data?.sessions ?? 0;
  const { base } = useRouter();
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const list = useId();
  useEffect(() => setOpen(false), [location]);
  const shown = DESTINATIONS.filter((one) => one.roles.includes(role));
  if (shown.length === 0) return null;
  const here = shown.find(({ to }) => isCurrent(to, location));
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    toggle.current?.focus();
  };
  const Sign = open ? IconX : IconMenu2;
  return (
    <nav className={classes.navigation} aria-label={clinic.navigation} onKeyDown={close}>
      <button
        ref={toggle}
        type="button"
        className={classes.toggle}
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen(!open)}
      >
        <Sign size="1.25em" aria-hidden />
        {clinic.menu}
        {here && <span className={classes.here}>{here.words}</span>}
        {!open && <Count waiting={waiting} />}
      </button>
      <ul id={list} className={classes.links}>
        {shown.map(({ to, words }) => (
          <li key={words}>
            <Link
              href={base === '' ? to : `~${to}`}
              aria-current={isCurrent(to, location) ? 'page' : undefined}
              onClick={() => setOpen(false)}
            >
              {words}
              {to === '/sign' && <Count waiting={waiting} />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Sessions that wait for a signature. */
function Count({ waiting }: { waiting: number }) {
  if (waiting === 0) return null;
  return (
    <>
      <span className="visually-hidden">{signing.count(waiting)}</span>
      <span className={classes.count} aria-hidden>
        {waiting}
      </span>
    </>
  );
}

function isCurrent(to: string, location: string): boolean {
  if (to === '/') return location === '/' || location.startsWith('/roster/');
  return location === to || location.startsWith(`${to}/`);
}
