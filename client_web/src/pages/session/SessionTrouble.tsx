import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Me } from '../../api/types';
import { CalmPage } from '../../components/CalmPage';
import { texts } from '../../texts/en';

interface SessionTroubleProps {
  kind: 'signed_out' | 'missing' | 'trouble';
  me: Me | null;
  onRetry: () => void;
}

export function SessionTrouble({ kind, me, onRetry }: SessionTroubleProps) {
  const clinic = { clinic: me?.clinic.name, phone: me?.clinic.phone };
  if (kind === 'signed_out') {
    return (
      <CalmPage centered title={texts.session.signedOutTitle} lead={texts.session.signedOutHelp}>
        <p>
          <Link href="/">{texts.session.staffSignIn}</Link>
        </p>
      </CalmPage>
    );
  }
  if (kind === 'missing') return <CalmPage centered title={texts.session.missingTitle} lead={texts.session.missingHelp} {...clinic} />;
  return (
    <CalmPage centered title={texts.session.troubleTitle} lead={texts.join.offline} {...clinic}>
      <Button onClick={onRetry} maw={240}>
        {texts.common.tryAgain}
      </Button>
    </CalmPage>
  );
}
