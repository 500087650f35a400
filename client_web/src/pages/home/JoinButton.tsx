import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import { useJoinAnother } from '../../api/home';
import { LinkButton } from '../../components/clinic/LinkButton';
import { texts } from '../../texts/en';
import classes from './home.module.css';

/** Into a session: the one that they came for, or another of theirs, for which this tab changes over. */
export function JoinButton({ session, own, title }: { session: string; own: boolean; title: string }) {
  const words = texts.home;
  const join = useJoinAnother(session);
  const [, navigate] = useLocation();
  if (own)
    return (
      <LinkButton size="lg" fullWidth to={`/session/${session}`}>
        {words.join}
      </LinkButton>
    );
  const go = () => join.mutate(undefined, { onSuccess: () => navigate(`/session/${session}`) });
  return (
    <>
      <Button size="md" variant="default" aria-label={words.joinOf(title)} loading={join.isPending} onClick={go}>
        {words.join}
      </Button>
      {join.isError && (
        <p className={classes.note} role="alert">
          {words.joinFailed}
        </p>
      )}
    </>
  );
}
