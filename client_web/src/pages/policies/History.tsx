import type { Policy, PolicyScope, PolicyVersion } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { Message } from '../../components/clinic/Message';
import { useStaff } from '../../components/clinic/StaffArea';
import { policies as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import { DifferenceTable } from './DifferenceTable';
import classes from './Policies.module.css';

const TONES: Record<PolicyVersion['state'], Tone> = {
  in_force: 'good',
  planned: 'attention',
  past: 'quiet',
  replaced: 'quiet',
};

/** Every version, newest first: who saved it, when and why, and what it changed. */
export function History({ policy }: { policy: Policy }) {
  return (
    <section className={classes.history}>
      <h2>{words.history}</h2>
      {policy.versions.length === 0 && <Message title={words.noHistory} help={words.noHistoryHelp} />}
      {policy.versions.map((version) => (
        <Version key={version.version} version={version} scope={policy.holder.scope} />
      ))}
    </section>
  );
}

export function Version({ version, scope }: { version: PolicyVersion; scope: PolicyScope }) {
  const zone = useStaff().clinic.time_zone;
  const at = new Date(version.saved_at);
  const when = `${fullDay(dayIn(zone, at))}, ${clock(zone, at)}`;
  const name = words.version(version.version);
  return (
    <article className={classes.version} aria-label={name}>
      <header>
        <h3>{name}</h3>
        <Chip tone={TONES[version.state]}>{words.states[version.state]}</Chip>
        <span className={classes.dim}>{words.from(fullDay(version.effective_from))}</span>
      </header>
      <p>{version.reason}</p>
      <p className={classes.dim}>
        {version.saved_by === null ? words.savedByNobody(when) : words.savedBy(version.saved_by, when)}
      </p>
      <DifferenceTable differences={version.changes} scope={scope} label={words.changesOf(version.version)} />
    </article>
  );
}
