import { Button } from '@mantine/core';
import { IconCheck, IconClock, IconX, type Icon } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useRevokeGrant } from '../../api/audit';
import type { Auditor, Grant } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { auditors as words } from '../../texts/clinic';
import { GrantTable } from './GrantTable';
import classes from './audit.module.css';

const LOOKS: Record<Auditor['state'], { tone: Tone; icon: Icon }> = {
  invited: { tone: 'attention', icon: IconClock },
  expired: { tone: 'quiet', icon: IconX },
  joined: { tone: 'good', icon: IconCheck },
  disabled: { tone: 'quiet', icon: IconX },
};

interface AuditorCardProps {
  auditor: Auditor;
  onGrant: () => void;
  onInvite: () => void;
  onDisable: () => void;
}

/** One auditor: whether they can sign in, and what was opened to them. */
export function AuditorCard({ auditor, onGrant, onInvite, onDisable }: AuditorCardProps) {
  const heading = useId();
  const revoke = useRevokeGrant();
  const [revoking, setRevoking] = useState<Grant | null>(null);
  const disabled = auditor.state === 'disabled';
  return (
    <section className={classes.auditor} aria-labelledby={heading}>
      <div className={classes.head}>
        <div>
          <h2 id={heading}>{auditor.name}</h2>
          <p className={classes.note}>{auditor.email}</p>
        </div>
        <Chip {...LOOKS[auditor.state]}>{words.state[auditor.state]}</Chip>
        <div className={classes.buttons}>
          {!disabled && (
            <Button size="compact-md" aria-label={words.grantFor(auditor.name)} onClick={onGrant}>
              {words.grant}
            </Button>
          )}
          <Button size="compact-md" variant="default" aria-label={words.inviteFor(auditor.name)} onClick={onInvite}>
            {words.invite}
          </Button>
          {!disabled && (
            <Button
              size="compact-md"
              variant="subtle"
              color="red"
              aria-label={words.disableFor(auditor.name)}
              onClick={onDisable}
            >
              {words.disable}
            </Button>
          )}
        </div>
      </div>
      {auditor.grants.length === 0 ? (
        <p className={classes.note}>{words.noGrants}</p>
      ) : (
        <GrantTable label={words.grants(auditor.name)} grants={auditor.grants} onRevoke={setRevoking} />
      )}
      {revoking && (
        <RevokeDialog
          words={words}
          name={revoking.purpose}
          onRevoke={() => revoke.mutateAsync(revoking.id)}
          onClose={() => setRevoking(null)}
        />
      )}
    </section>
  );
}
