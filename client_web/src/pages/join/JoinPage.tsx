import { useState } from 'react';
import { useLocation } from 'wouter';
import { CalmPage } from '../../components/CalmPage';
import { texts } from '../../texts/en';
import { takeToken } from './token';
import { PinForm } from './PinForm';

/** Where a personal link leads: a page that tells nothing about whose it is until the PIN is right. */
export default function JoinPage() {
  const [token] = useState(takeToken);
  const [gone, setGone] = useState(false);
  const [, go] = useLocation();
  if (gone) return <CalmPage languages centered title={texts.join.gone} lead={texts.join.goneHelp} />;
  if (!token) return <CalmPage languages centered title={texts.join.noLink} lead={texts.join.noLinkHelp} />;
  return (
    <CalmPage languages centered title={texts.join.title} lead={texts.join.lead}>
      <PinForm token={token} onJoined={(to) => go(to, { replace: true })} onGone={() => setGone(true)} />
    </CalmPage>
  );
}
