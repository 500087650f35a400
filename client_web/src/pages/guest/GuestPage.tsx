import { Button, Checkbox, TextInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { CalmPage } from '../../components/CalmPage';
import { PageLoading } from '../../components/PageLoading';
import { texts } from '../../texts/en';
import { clockHere, dayIn, longDay } from '../../time/zone';
import { takeToken } from '../join/token';
import classes from './GuestPage.module.css';
import { refusal, useAccept, useOffer, type Offer } from './useGuest';

/** Where an invitation leads: what a guest agrees to, once. It names nobody who is in the session. */
export default function GuestPage() {
  const [token] = useState(takeToken);
  const [, go] = useLocation();
  const offer = useOffer(token);
  const mine = offer.data?.session_id ?? null;
  useEffect(() => {
    if (mine !== null) go(`/session/${mine}`, { replace: true });
  }, [mine, go]);
  const words = texts.guest;
  if (token === '') return <CalmPage languages centered title={words.noLinkTitle} lead={words.noLinkHelp} />;
  if (offer.isPending || mine !== null) return <PageLoading />;
  if (offer.isError) return <Refused error={offer.error} onRetry={() => void offer.refetch()} />;
  const { clinic, state, opens_at, time_zone } = offer.data;
  if (state === 'early') {
    const opens = new Date(opens_at);
    return (
      <CalmPage
        languages
        centered
        title={words.earlyTitle}
        lead={words.early(longDay(dayIn(time_zone, opens)), clockHere(time_zone, opens))}
        clinic={clinic.name}
        phone={clinic.phone}
      />
    );
  }
  return <Terms token={token} offer={offer.data} onIn={(session) => go(`/session/${session}`, { replace: true })} />;
}

function Refused({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const words = texts.guest;
  const why = refusal(error);
  if (why === 'used') return <CalmPage languages centered title={words.usedTitle} lead={words.usedHelp} />;
  if (why === 'gone') return <CalmPage languages centered title={words.goneTitle} lead={words.goneHelp} />;
  return (
    <CalmPage languages centered title={texts.session.troubleTitle} lead={words.trouble}>
      <Button maw={240} onClick={onRetry}>
        {texts.common.tryAgain}
      </Button>
    </CalmPage>
  );
}

function Terms({ token, offer, onIn }: { token: string; offer: Offer; onIn: (session: string) => void }) {
  const [name, setName] = useState(offer.name);
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);
  const accept = useAccept();
  const words = texts.guest;
  const starts = new Date(offer.starts_at);
  if (accept.isError && refusal(accept.error) !== null) return <Refused error={accept.error} onRetry={accept.reset} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!agreed || accept.isPending) return;
    accept.mutate(
      { token, version: offer.version, name: name.trim() || offer.name },
      { onSuccess: (joined) => onIn(joined.session_id) },
    );
  };
  return (
    <CalmPage
      languages
      title={words.title}
      lead={words.when(longDay(dayIn(offer.time_zone, starts)), clockHere(offer.time_zone, starts))}
      clinic={offer.clinic.name}
      phone={offer.clinic.phone}
    >
      <p>{words.lead}</p>
      <ul className={classes.terms}>
        {words.terms.map((term) => (
          <li key={term}>{term}</li>
        ))}
      </ul>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label={words.name}
          description={words.nameHelp}
          size="md"
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          size="md"
          label={words.agree}
          checked={agreed}
          error={tried && !agreed ? words.agreeFirst : undefined}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        {accept.isError && (
          <p className={classes.problem} role="alert">
            {words.trouble}
          </p>
        )}
        <Button type="submit" size="lg" loading={accept.isPending}>
          {words.accept}
        </Button>
      </form>
      <p>
        {words.once} {words.shared}
      </p>
    </CalmPage>
  );
}
