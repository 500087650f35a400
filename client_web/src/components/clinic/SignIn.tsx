import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSignIn } from '../../api/me';
import { ApiProblem } from '../../api/problem';
import { signIn } from '../../texts/clinic';
import { LanguageSwitch } from '../LanguageSwitch';
import { Message } from './Message';
import { ProblemNotice } from './ProblemNotice';
import classes from './SignIn.module.css';

/** E-mail and password of a member of staff. */
export function SignIn() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useSignIn();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!attempt.isPending) attempt.mutate({ email: email.trim(), password });
  };

  return (
    <main className={classes.page}>
      <form className={classes.form} onSubmit={submit}>
        <h1 className={classes.title}>{signIn.title}</h1>
        <p className={classes.lead}>{signIn.lead}</p>
        {attempt.isError && <Refused problem={attempt.error} />}
        <TextInput
          label={signIn.email}
          type="email"
          size="md"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={signIn.password}
          size="md"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={attempt.isPending}>
          {signIn.submit}
        </Button>
      </form>
      <aside className={classes.aside}>
        <strong>{signIn.forClients}</strong> {signIn.forClientsHelp}
      </aside>
      <div className={classes.languages}>
        <LanguageSwitch />
      </div>
    </main>
  );
}

function Refused({ problem }: { problem: Error }) {
  if (!(problem instanceof ApiProblem) || problem.kind !== 'signed_out') return <ProblemNotice problem={problem} />;
  return (
    <div role="alert">
      <Message title={signIn.wrong} help={signIn.wrongHelp} tone="attention" />
    </div>
  );
}
