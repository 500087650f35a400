import { Button, PasswordInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { useAccept } from '../../api/audit';
import { ApiProblem } from '../../api/problem';
import { LanguageSwitch } from '../../components/LanguageSwitch';
import { LinkButton } from '../../components/clinic/LinkButton';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import classes from '../../components/clinic/SignIn.module.css';
import { invitation as words } from '../../texts/clinic';
import '../../theme/staff';
import { takeToken } from '../join/token';

const SHORTEST = 12;

/** Where an auditor's link leads: they choose their password, once. */
export default function InvitationPage() {
  const [token] = useState(takeToken);
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const accept = useAccept();
  useDocumentTitle(words.title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (password === again && password.length >= SHORTEST) accept.mutate({ token, password });
  };
  if (token === '') return <Instead title={words.incomplete} help={words.incompleteHelp} />;
  if (accept.isSuccess) return <Instead title={words.done} help={words.doneHelp} />;
  return (
    <main className={classes.page}>
      <form className={classes.form} onSubmit={submit}>
        <h1 className={classes.title}>{words.title}</h1>
        <p className={classes.lead}>{words.lead}</p>
        {accept.isError && <Refused problem={accept.error} />}
        <PasswordInput
          label={words.password}
          description={words.passwordHelp}
          size="md"
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={SHORTEST}
          maxLength={256}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.again}
          size="md"
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={tried && password !== again ? words.different : undefined}
        />
        <Button type="submit" size="md" loading={accept.isPending}>
          {words.submit}
        </Button>
      </form>
      <div className={classes.languages}>
        <LanguageSwitch />
      </div>
    </main>
  );
}

/** Where there is no password to choose, or none any more. */
function Instead({ title, help }: { title: string; help: string }) {
  return (
    <main className={classes.page}>
      <div className={classes.form} role="status">
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.lead}>{help}</p>
        <LinkButton to="/" size="md">
          {words.signIn}
        </LinkButton>
      </div>
    </main>
  );
}

function Refused({ problem }: { problem: Error }) {
  if (!(problem instanceof ApiProblem) || problem.kind !== 'gone') return <ProblemNotice problem={problem} />;
  return (
    <div role="alert">
      <Message title={words.over} help={words.overHelp} tone="attention" />
    </div>
  );
}
