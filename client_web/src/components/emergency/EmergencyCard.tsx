import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEmergencyCard } from '../../api/emergency';
import type { EmergencyCard as Card } from '../../api/types';
import { emergency as words } from '../../texts/clinic';
import { clockHere, dayIn, fullDay } from '../../time/zone';
import { ProblemNotice } from '../clinic/ProblemNotice';
import { Waiting } from '../clinic/Waiting';
import { Dialog } from '../Dialog';
import { ContactForm } from './ContactForm';
import classes from './EmergencyCard.module.css';
import { ToldForm } from './ToldForm';

type Doing = 'contact' | 'told' | null;

interface EmergencyCardProps {
  client: string;
  name: string;
  /** From whose room it is opened. */
  session?: string | null;
  onClose: () => void;
}

/** Where a client is, how to reach them, whom to call; and a place to write down whom we told. */
export default function EmergencyCard({ client, name, session = null, onClose }: EmergencyCardProps) {
  const found = useEmergencyCard(client, session);
  const [doing, setDoing] = useState<Doing>(null);
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        {words.close}
      </Button>
      {found.data && doing !== 'told' && (
        <Button color="clay" onClick={() => setDoing('told')}>
          {words.told}
        </Button>
      )}
    </>
  );
  return (
    <Dialog title={words.title(found.data?.legal_name ?? name)} onClose={onClose} actions={actions}>
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Body card={found.data} session={session} doing={doing} onDoing={setDoing} />}
    </Dialog>
  );
}

interface BodyProps {
  card: Card;
  session: string | null;
  doing: Doing;
  onDoing: (doing: Doing) => void;
}

function Body({ card, session, doing, onDoing }: BodyProps) {
  const [kept, setKept] = useState(false);
  const close = () => onDoing(null);
  const called = [card.chosen_name, card.pronouns].filter(Boolean).join(', ');
  return (
    <>
      <p role="status" className={classes.kept}>
        {kept && words.kept}
      </p>
      {doing === 'told' && (
        <ToldForm
          client={card.person_id}
          session={session}
          zone={card.time_zone}
          onCancel={close}
          onDone={() => {
            close();
            setKept(true);
          }}
        />
      )}
      <dl className={classes.facts}>
        <Fact name={words.called}>
          {called}
          {card.date_of_birth !== null && <span className={classes.dim}>{`${words.born} ${fullDay(card.date_of_birth)}`}</span>}
        </Fact>
        <Fact name={words.where}>
          <Where card={card} />
        </Fact>
        <Fact name={words.number}>
          <Numbers card={card} />
        </Fact>
        {card.where !== null && card.where.adult_name !== '' && (
          <Fact name={words.adult}>
            {card.where.adult_name}
            <Call number={card.where.adult_phone} />
          </Fact>
        )}
        <Fact name={words.contact}>
          {card.contact === null ? words.noContact : `${card.contact.name} (${card.contact.relation})`}
          {card.contact !== null && <Call number={card.contact.phone} />}
          {doing !== 'contact' && (
            <Button variant="default" size="compact-sm" onClick={() => onDoing('contact')}>
              {card.contact === null ? words.addContact : words.changeContact}
            </Button>
          )}
          {doing === 'contact' && <ContactForm client={card.person_id} contact={card.contact} onDone={close} />}
        </Fact>
        <Fact name={words.local}>
          <Call number={words.localNumber} />
          <span className={classes.dim}>{words.localHelp}</span>
        </Fact>
        <Fact name={words.lifeline}>
          <Call number={words.lifelineNumber} />
        </Fact>
        <Fact name={card.clinic}>
          <Call number={card.clinic_phone} />
        </Fact>
      </dl>
    </>
  );
}

function Where({ card: { where, time_zone } }: { card: Card }) {
  if (where === null) return words.notSaid;
  const at = new Date(where.at);
  const place = [where.address, where.state].filter(Boolean).join(', ');
  return (
    <>
      {where.at_home ? [words.home, place].filter(Boolean).join(': ') : place || words.notSaid}
      {where.others !== '' && <span>{`${words.others}: ${where.others}`}</span>}
      <span className={classes.dim}>{words.saidAt(`${fullDay(dayIn(time_zone, at))}, ${clockHere(time_zone, at)}`)}</span>
    </>
  );
}

function Numbers({ card: { where, phone } }: { card: Card }) {
  const said = where?.phone ?? '';
  if (said === '' && phone === null) return words.noNumber;
  return (
    <>
      {said !== '' && <Call number={said} />}
      {phone !== null && phone !== said && (
        <span>
          {words.onFile}: <Call number={phone} />
        </span>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Call({ number }: { number: string }) {
  return (
    <a className={classes.number} href={`tel:${number.replace(/[^+\d]/g, '')}`}>
      {number}
    </a>
  );
}
