/** How long records are kept, legal holds, and erasing. */
export const retentionWords = {
  title: 'Keeping records',
  lead: 'Clients whose records have been kept for as long as they must. Nothing is ever erased by itself: you erase, one client at a time, with a reason.',
  rule: (adult: number, minor: number, majority: number) =>
    `Records are kept for ${years(adult)} after a client’s last day. Those of whoever was under ${majority} then are kept until they have been ${majority} for ${years(minor)}, if that is longer.`,
  usual: 'Nobody has set this yet. Ask what your state and your payers demand.',
  changed: (by: string, day: string) => `Set by ${by}, ${day}`,
  changeRule: 'Change the time',
  adultYears: 'Years after the last day',
  minorYears: 'Years after they are of age',
  minorYearsHelp: 'For whoever was a minor on their last day, where that is longer',
  majority: 'Of age with',
  save: 'Save',
  hold: 'Put a legal hold',
  holdLead: 'Nothing of theirs is erased while it is in force, whoever asks.',
  recordNumber: 'Record number',
  reason: 'Reason',
  holdReasonHelp: 'Whose letter, of which day. It stays in the audit.',
  none: 'Nobody’s time is over, and nobody is on hold',
  noneHelp: 'Whoever is discharged appears here when their time is over.',
  undated: (count: number) =>
    count === 1
      ? '1 client left long ago and has no date of birth here. Add it on their page: until then they are not listed.'
      : `${count} clients left long ago and have no date of birth here. Add it on their pages: until then they are not listed.`,
  columns: { client: 'Client', lastDay: 'Last day', keptUntil: 'Kept until', state: 'State' },
  open: 'Look at it',
  openFor: (name: string) => `Look at it: what is kept of ${name}`,
  due: 'Time is over',
  held: 'Legal hold',
  stillHere: 'Enrolled',
  since: (by: string, day: string) => `by ${by}, since ${day}`,
  dialog: (name: string) => `What is kept of ${name}`,
  counts: { sessions: 'Sessions', facts: 'Observations', records: 'Attendance records', signatures: 'Signatures', consents: 'Consents' },
  goes: 'What was observed, recorded, signed and said of them goes for good, and so do their contacts and enrollments’ notes. Nobody can bring it back, but from a backup that you still have.',
  stays: 'The attendance log keeps hashes, and says that you erased it and why. The access log stays.',
  nameGoes: 'Their name, date of birth and record number go too.',
  nameStays: (count: number, day: string) =>
    `${count === 1 ? '1 disclosure' : `${count} disclosures`} must be accounted for until ${day}, and with it who they are. They are listed again then.`,
  eraseReasonHelp: 'It stays in the attendance log.',
  understood: 'I have looked at it, and it is to be erased for good',
  erase: 'Erase',
  notDue: 'Their time is not over. Nothing can be erased.',
  release: 'Release the hold',
  releaseReasonHelp: 'Who said that it may be. It stays in the audit.',
} as const;

function years(count: number): string {
  return count === 1 ? '1 year' : `${count} years`;
}
